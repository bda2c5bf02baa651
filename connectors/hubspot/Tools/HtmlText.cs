using System.Net;
using System.Text;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Turns the HTML of notes, mails and calls into the text that a person would read: no markup, no comments, nothing that hides.</summary>
internal static class HtmlText
{
    private static readonly string[] Blocks = ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"];

    /// <summary>Whether the property holds HTML.</summary>
    public static bool IsHtml(string property) =>
        property is "hs_note_body" or "hs_task_body" or "hs_call_body" or "hs_meeting_body" or "hs_email_html" or "hs_body_preview_html" or "hs_internal_meeting_notes";

    public static string Of(string html)
    {
        if (!html.Contains('<', StringComparison.Ordinal) && !html.Contains('&', StringComparison.Ordinal))
        {
            return html;
        }

        var text = new StringBuilder(html.Length);
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            if (open < 0 || !IsTag(html, open))
            {
                var end = open < 0 ? html.Length : open + 1;
                text.Append(html, at, end - at);
                at = end;
                continue;
            }

            text.Append(html, at, open - at);
            at = After(html, open, text);
        }

        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }

    private static bool IsTag(string html, int open) => open + 1 < html.Length && (char.IsAsciiLetter(html[open + 1]) || html[open + 1] is '/' or '!' or '?');

    /// <summary>Gives where the text goes on after a tag or comment; one that does not end hides all that follows.</summary>
    private static int After(string html, int open, StringBuilder text)
    {
        if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
        {
            return End(html, "-->", open + 4);
        }

        var name = Name(html, open);
        if (name is "script" or "style" or "template" or "head")
        {
            var close = html.IndexOf($"</{name}", open, StringComparison.OrdinalIgnoreCase);
            return close < 0 ? html.Length : End(html, ">", close);
        }

        if (Blocks.Contains(name) && text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }

        return End(html, ">", open);
    }

    private static string Name(string html, int open)
    {
        var start = html[open + 1] == '/' ? open + 2 : open + 1;
        var end = start;
        while (end < html.Length && end - start < 20 && char.IsAsciiLetterOrDigit(html[end]))
        {
            end++;
        }

        return html[start..end].ToLowerInvariant();
    }

    private static int End(string html, string mark, int from) => html.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : html.Length;
}
