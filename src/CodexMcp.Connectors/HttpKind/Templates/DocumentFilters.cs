using System.Net;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Steps between plain text and document formats.</summary>
internal static class DocumentFilters
{
    private static readonly string[] Silent = ["script", "style", "head", "ix:header"];
    private static readonly string[] Blocks = ["p", "div", "br", "tr", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "section"];

    /// <summary>What a person would read of an HTML page: no tags, scripts or styles, entities resolved, a line for each block.</summary>
    public static JsonElement? HtmlText(JsonElement value, string _)
    {
        var html = Json.Plain(value);
        var text = new StringBuilder(html.Length / 2);
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<')
            {
                var next = html.IndexOf('<', at);
                next = next < 0 ? html.Length : next;
                text.Append(html, at, next - at);
                at = next;
                continue;
            }

            var end = html.IndexOf('>', at);
            if (end < 0)
            {
                break;
            }

            var opens = html[at + 1] != '/';
            var tag = Name(html.AsSpan(at + 1, end - at - 1));
            at = html.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal) && html.IndexOf("-->", at, StringComparison.Ordinal) is var close and >= 0 ? close + 3 : end + 1;
            if (opens && Silent.Contains(tag) && html.IndexOf($"</{tag}", at, StringComparison.OrdinalIgnoreCase) is var over)
            {
                at = over < 0 ? html.Length : over;
            }

            text.Append(tag is "td" or "th" ? ' ' : Blocks.Contains(tag) ? '\n' : "");
        }

        return Json.Text(Tidy(WebUtility.HtmlDecode(text.ToString())));
    }

    /// <summary>Plain text as an Atlassian document: a paragraph for each block between empty lines, a hard break for each line.</summary>
    public static JsonElement? ToAdf(JsonElement value, string _) => Json.Build(Json.Plain(value), static (writer, text) =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "doc"u8);
        writer.WriteNumber("version"u8, 1);
        writer.WriteStartArray("content"u8);
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "paragraph"u8);
            writer.WriteStartArray("content"u8);
            var first = true;
            foreach (var line in paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!first)
                {
                    writer.WriteStartObject();
                    writer.WriteString("type"u8, "hardBreak"u8);
                    writer.WriteEndObject();
                }

                first = false;
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, line);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>An Atlassian document as plain text.</summary>
    public static JsonElement? FromAdf(JsonElement value, string _)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.String ? value : null;
        }

        var text = new StringBuilder();
        Walk(value, text);
        return Json.Text(Tidy(text.ToString()));
    }

    private static void Walk(JsonElement node, StringBuilder text)
    {
        var type = Json.String(node, "type");
        if (type == "text")
        {
            text.Append(Json.String(node, "text"));
        }
        else if (type is "mention" or "emoji" or "status" or "inlineCard" && Json.Member(node, "attrs") is { } attributes)
        {
            text.Append(Json.String(attributes, "text") ?? Json.String(attributes, "shortName") ?? Json.String(attributes, "url"));
        }

        if (Json.Member(node, "content") is { ValueKind: JsonValueKind.Array } content)
        {
            text.Append(type == "listItem" ? "- " : "");
            foreach (var child in content.EnumerateArray())
            {
                Walk(child, text);
            }
        }

        text.Append(type is "paragraph" or "heading" or "codeBlock" or "hardBreak" or "rule" or "tableRow" ? "\n" : "");
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        tag = tag.TrimStart('/');
        var length = 0;
        while (length < tag.Length && (char.IsAsciiLetterOrDigit(tag[length]) || tag[length] == ':'))
        {
            length++;
        }

        return tag[..length].ToString().ToLowerInvariant();
    }

    /// <summary>Single spaces inside lines, at most one empty line between them.</summary>
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 1;
        foreach (var line in text.Replace('\u00a0', ' ').ReplaceLineEndings("\n").Split('\n'))
        {
            var words = string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            empty = words.Length == 0 ? empty + 1 : 0;
            if (empty <= 1)
            {
                tidy.Append(words).Append('\n');
            }
        }

        return tidy.ToString().TrimEnd();
    }
}
