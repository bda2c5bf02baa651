using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// The words in which a person sees a call: everything that will run, nothing left out. Every character that could look like another, or like
/// nothing at all, is shown by its number: only ASCII and the Latin letters of western Europe are shown as they are.
/// </summary>
internal static class CallPreview
{
    /// <summary>Writes the question; null when it would be longer than a person can be shown whole.</summary>
    public static string? Write(ToolCall call, int most, RecordChange? change = null, bool unread = false)
    {
        var text = new StringBuilder(512);
        var tool = call.Definition;
        text.Append("The role ").Append(call.Profile.Role).Append(" asks to run ").Append(tool.Name)
            .Append(" (").Append(VisibleText.Ascii(tool.Title)).Append(").\n")
            .Append("System: ").Append(tool.Connector)
            .Append("\nEnvironment: ").Append(VisibleText.Ascii(call.Execution.Environment))
            .Append("\nWhat it does: ").Append(Effect(tool.Verb))
            .Append("\nFor: ").Append(VisibleText.Ascii(call.Request.Principal))
            .Append("\nOn yes: it runs once, exactly as shown here. On no: nothing runs.\n");
        if (call.Notes is { } notes)
        {
            foreach (var note in notes)
            {
                text.Append("Note: ").Append(VisibleText.Shown(note, escapeNewLines: true)).Append('\n');
            }
        }

        if (call.Request.Reason is { Length: > 0 } reason)
        {
            text.Append("The agent says why, and nobody has checked it: ");
            AppendString(text, reason.Length > MostReason ? reason[..MostReason] : reason, 0);
            text.Append('\n');
        }

        if (change is not null)
        {
            ChangePreview.Append(text, change, most);
        }
        else if (unread)
        {
            text.Append("Changes: the record as it is now could not be read, so only the new values are shown.\n");
        }

        text.Append("Arguments, whole:\n");
        Append(text, call.Arguments, 0, most);
        return text.Length <= most ? text.ToString() : null;
    }

    private const int MostReason = 1_000;

    private static string Effect(Abstractions.ToolVerb verb) => verb switch
    {
        Abstractions.ToolVerb.Read => "reads, changes nothing",
        Abstractions.ToolVerb.Annotate => "adds a note or a task",
        Abstractions.ToolVerb.Write => "creates or changes records",
        Abstractions.ToolVerb.Admin => "changes settings, rights or schemas",
        _ => "removes or overwrites what can't be brought back",
    };

    /// <summary>Appends a value as a person sees it.</summary>
    public static void Append(StringBuilder text, JsonElement value, int indent, int most)
    {
        if (text.Length > most)
        {
            return; // too long already: the caller refuses
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value, indent, most);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value, indent, most);
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!, indent);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value, int indent, int most)
    {
        var first = true;
        foreach (var property in value.EnumerateObject())
        {
            NewLine(text.Append(first ? "{" : ","), indent + 1);
            AppendString(text, property.Name, -1);
            text.Append(": ");
            Append(text, property.Value, indent + 1, most);
            first = false;
        }

        Close(text, first, indent, "{}", '}');
    }

    private static void AppendArray(StringBuilder text, JsonElement value, int indent, int most)
    {
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            NewLine(text.Append(first ? "[" : ","), indent + 1);
            Append(text, item, indent + 1, most);
            first = false;
        }

        Close(text, first, indent, "[]", ']');
    }

    private static void Close(StringBuilder text, bool empty, int indent, string whenEmpty, char end)
    {
        if (empty)
        {
            text.Append(whenEmpty);
            return;
        }

        NewLine(text, indent);
        text.Append(end);
    }

    private static void NewLine(StringBuilder text, int indent) => text.Append('\n').Append(' ', indent * 2);

    /// <summary>A text of several lines, such as a statement, stands line by line behind bars, so that none of its lines can pass for one of ours.</summary>
    private static void AppendString(StringBuilder text, string value, int indent)
    {
        var block = indent >= 0 && value.AsSpan().Count('\n') > 1;
        text.Append(block ? "(text)" : "\"");
        if (block)
        {
            NewLine(text, indent + 1);
            text.Append("| ");
        }

        foreach (var character in value)
        {
            switch (character)
            {
                case '\n' when block:
                    NewLine(text, indent + 1);
                    text.Append("| ");
                    break;
                case '"' when block:
                    text.Append('"');
                    break;
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                default:
                    VisibleText.AppendShown(text, character, escapeNewLines: true);
                    break;
            }
        }

        if (!block)
        {
            text.Append('"');
        }
    }
}
