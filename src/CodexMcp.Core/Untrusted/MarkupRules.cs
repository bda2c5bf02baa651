using System.Buffers;
using System.Text;

namespace CodexMcp.Core.Untrusted;

/// <summary>What can be seen in a text only as it is written: tags of chat templates, calls of tools, comments, addresses that carry data, characters of no width.</summary>
internal static class MarkupRules
{
    private const int Slice = 400;

    /// <summary>No business text has these.</summary>
    private static readonly string[] RoleTags =
    [
        "<|im_start|>", "<|im_end|>", "<|system|>", "<|assistant|>", "<|user|>", "<|endoftext|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin_of_text|>",
        "<start_of_turn>", "<end_of_turn>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<system_prompt>", "</system_prompt>", "</tool_result>", "</tool_response>", "</function_results>", "<system-reminder>",
    ];

    /// <summary>Nor these, outside of a manual on them.</summary>
    private static readonly string[] ToolCalls =
        ["<tool_call>", "<function_calls>", "<function_call>", "<invoke name=", "<tool_use>", "\"tool_calls\"", "\"function_call\"", "\"tools/call\"", "<parameter name="];

    /// <summary>These stand in ordinary documents too; with an order to a model behind them they are more than that.</summary>
    private static readonly string[] PerhapsTags =
        ["<system>", "</system>", "<assistant>", "<instructions>", "</instructions>", "<important>", "[system]", "### system", "### instruction", "system prompt:", "system message:", "system override", "begin system"];

    private static readonly string[] HiddenStyles =
        ["display:none", "display: none", "visibility:hidden", "visibility: hidden", "font-size:0", "font-size: 0", "opacity:0", "opacity: 0", "color:#fff", "color: #fff", "color:white", "color: white"];

    // Orders in other scripts, in the words that attacks use; Latin ones are read word by word.
    private static readonly string[] OtherScripts =
    [
        "\u5FFD\u7565\u4E4B\u524D", "\u5FFD\u7565\u4EE5\u4E0A", "\u5FFD\u7565\u6240\u6709\u6307\u4EE4", "\u6307\u793A\u3092\u7121\u8996", "\uC9C0\uC2DC\uB97C \uBB34\uC2DC",
        "\u0438\u0433\u043D\u043E\u0440\u0438\u0440\u0443\u0439 \u043F\u0440\u0435\u0434\u044B\u0434\u0443\u0449\u0438\u0435", "\u0438\u0433\u043D\u043E\u0440\u0438\u0440\u0443\u0439\u0442\u0435 \u043F\u0440\u0435\u0434\u044B\u0434\u0443\u0449\u0438\u0435",
        "\u062A\u062C\u0627\u0647\u0644 \u0627\u0644\u062A\u0639\u0644\u064A\u0645\u0627\u062A", "\u062A\u062C\u0627\u0647\u0644 \u062C\u0645\u064A\u0639",
    ];

    private const string Comment = "<!--";
    private const string Image = "![";
    private const string HtmlImage = "<img";
    private const string Arguments = "\"arguments\"";

    // One pass for all marks; those of other scripts apart, since ASCII alone is searched ten times as fast without regard to case.
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [.. RoleTags, .. ToolCalls, .. PerhapsTags, .. HiddenStyles, Comment, Image, HtmlImage, Arguments, Delimiters.Word], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> OtherOrders = SearchValues.Create(OtherScripts, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Carriers = SearchValues.Create(
        ["data=", "payload=", "secret=", "token=", "exfil", "leak=", "content=", "conversation=", "history=", "context=", "prompt=", "msg=", "message=", "dump=", "info="], StringComparison.OrdinalIgnoreCase);

    /// <summary>Gives what the text tries.</summary>
    public static InjectionKinds Find(ReadOnlySpan<char> text)
    {
        var kinds = HiddenRuns.Are(text) ? InjectionKinds.HiddenCharacters : InjectionKinds.None;
        if (!Ascii.IsValid(text) && text.ContainsAny(OtherOrders))
        {
            kinds |= InjectionKinds.InstructionOverride;
        }

        var read = 0; // up to here orders were looked for: of many marks in a row not each is worth a look of its own
        for (var at = text.IndexOfAny(Marks); at >= 0;)
        {
            kinds |= At(text, at, ref read);
            var next = text[(at + 1)..].IndexOfAny(Marks);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return kinds;
    }

    /// <summary>Judges the mark that begins at an index.</summary>
    private static InjectionKinds At(ReadOnlySpan<char> text, int at, ref int read)
    {
        var rest = text[at..];
        if (rest[0] == '!')
        {
            return CarriesData(rest, ')') ? InjectionKinds.Exfiltration : InjectionKinds.None;
        }

        if (Begins(rest, RoleTags) > 0)
        {
            return InjectionKinds.RoleTag;
        }

        if (Begins(rest, ToolCalls) > 0)
        {
            return InjectionKinds.ToolCall;
        }

        if (rest.StartsWith(Delimiters.Word, StringComparison.OrdinalIgnoreCase))
        {
            return InjectionKinds.DelimiterForgery;
        }

        if (rest.StartsWith(Arguments, StringComparison.OrdinalIgnoreCase))
        {
            // A name and arguments close together, as models write calls.
            return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)].Contains("\"name\"", StringComparison.OrdinalIgnoreCase) ? InjectionKinds.ToolCall : InjectionKinds.None;
        }

        if (rest.StartsWith(HtmlImage, StringComparison.OrdinalIgnoreCase))
        {
            return CarriesData(rest, '>') ? InjectionKinds.Exfiltration : InjectionKinds.None;
        }

        if (at < read)
        {
            return InjectionKinds.None;
        }

        var (length, kind) = rest.StartsWith(Comment, StringComparison.Ordinal) ? (Comment.Length, InjectionKinds.HiddenText)
            : Begins(rest, HiddenStyles) is var style and > 0 ? (style, InjectionKinds.HiddenText)
            : (Begins(rest, PerhapsTags), InjectionKinds.RoleTag);
        var inside = Inside(rest[length..], rest[0] == '<' && rest[1] == '!');
        read = at + length + (inside.Length / 2);
        return IsOrder(inside) ? kind : InjectionKinds.None;
    }

    /// <summary>The length of the mark that a text begins with; 0 when it does with none.</summary>
    private static int Begins(ReadOnlySpan<char> text, string[] marks)
    {
        foreach (var mark in marks)
        {
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
            {
                return mark.Length;
            }
        }

        return 0;
    }

    /// <summary>What a comment holds, or what follows a mark before its element or its paragraph ends; no more than a slice.</summary>
    private static ReadOnlySpan<char> Inside(ReadOnlySpan<char> rest, bool isComment)
    {
        var slice = rest[..Math.Min(rest.Length, isComment ? 4 * Slice : Slice)];
        if (slice.IndexOf(isComment ? "-->" : "</", StringComparison.Ordinal) is var end and >= 0)
        {
            slice = slice[..end];
        }

        return !isComment && slice.IndexOf("\n\n", StringComparison.Ordinal) is var gap and >= 0 ? slice[..gap] : slice;
    }

    /// <summary>Whether somebody that may be a model is told what to do.</summary>
    private static bool IsOrder(ReadOnlySpan<char> text)
    {
        using var words = new PlainWords(text);
        const Cue Whom = Cue.Instruction | Cue.Ignore | Cue.Ai | Cue.AiKin;
        const Cue What = Cue.Must | Cue.Send | Cue.Tell | Cue.Use | Cue.Secret | Cue.Follow | Cue.Act;
        return words.IsSqueezed || ((words.Present & Whom) != 0 && (words.Present & What) != 0 && ((words.Present & (Cue.Ai | Cue.AiKin | Cue.You)) != 0 || (words.Present & (Cue.Ignore | Cue.Prior)) == (Cue.Ignore | Cue.Prior)));
    }

    /// <summary>An image is fetched without a click, and its address may carry what the model was made to put there.</summary>
    private static bool CarriesData(ReadOnlySpan<char> image, char end)
    {
        var url = image[..Math.Min(image.Length, 1000)];
        url = url.IndexOf(end) is var stop and >= 0 ? url[..stop] : url;
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var query = scheme < 0 ? -1 : url[scheme..].IndexOf('?');
        return query >= 0 && (url[(scheme + query)..].IndexOfAny("{}<[$") >= 0 || url[(scheme + query)..].ContainsAny(Carriers));
    }
}
