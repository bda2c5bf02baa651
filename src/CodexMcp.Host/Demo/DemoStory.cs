using System.Text.Json;
using CodexMcp.Host.Output;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Demo;

/// <summary>Tells what happens: to a person as it happens, or as one JSON transcript at the end.</summary>
internal sealed class DemoStory(Terminal terminal, bool json)
{
    private readonly List<DemoStep> steps = [];
    private readonly List<string> hostLines = [];

    /// <summary>How often the host has asked.</summary>
    public int Questions { get; private set; }

    /// <summary>Opens the story.</summary>
    public void Begin(string text) => Say(text);

    /// <summary>Takes a line of the host's log: shown only when the demo fails.</summary>
    public void HostSays(string line)
    {
        lock (hostLines)
        {
            hostLines.Add(line);
        }
    }

    /// <summary>Plays the person: shows the question and says yes.</summary>
    public ElicitResult Answer(ElicitRequestParams? question)
    {
        Questions++;
        Say("");
        Say("The host asks the person at the client:");
        foreach (var line in (question?.Message ?? "").ReplaceLineEndings("\n").Split('\n'))
        {
            Say("  | " + line);
        }

        Say("  > approve");
        return new()
        {
            Action = "accept",
            Content = new Dictionary<string, JsonElement> { ["decision"] = DemoRun.Element("approve") },
        };
    }

    /// <summary>Begins a step.</summary>
    public void Step(string title, string text, bool ok)
    {
        steps.Add(new(title, text, ok));
        Say("");
        Say($"{steps.Count}. {title}{(ok ? "" : "  -- FAILED")}");
        Say($"   {text}");
    }

    /// <summary>Whether a query's result has rows.</summary>
    public bool HasRows(CallToolResult result) =>
        result.StructuredContent is { ValueKind: JsonValueKind.Object } structured && structured.TryGetProperty("rows", out var rows) && rows.GetArrayLength() > 0;

    /// <summary>Shows a query's rows.</summary>
    public void Rows(CallToolResult result)
    {
        if (!HasRows(result))
        {
            Result(result);
            return;
        }

        var structured = result.StructuredContent!.Value;
        steps[^1].Result = structured;
        Table(
            [.. structured.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()!.ToLowerInvariant())],
            [.. structured.GetProperty("rows").EnumerateArray().Select(row => (IReadOnlyList<string>)[.. row.EnumerateArray().Select(Cell)])]);
    }

    /// <summary>Shows a result as the client got it.</summary>
    public void Result(CallToolResult result)
    {
        steps[^1].Result = result.StructuredContent;
        foreach (var block in result.Content.OfType<TextContentBlock>())
        {
            foreach (var line in block.Text.ReplaceLineEndings("\n").Split('\n').Take(20))
            {
                Say("   " + line);
            }
        }
    }

    /// <summary>Shows a table.</summary>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        steps[^1].Table = (columns, rows);
        if (!json)
        {
            terminal.Table(columns, rows);
        }
    }

    /// <summary>Shows lines.</summary>
    public void Lines(IReadOnlyList<string> lines)
    {
        steps[^1].Lines = lines;
        foreach (var line in lines)
        {
            Say("   " + line);
        }
    }

    /// <summary>Closes the story; true when every step went as it should.</summary>
    public bool End()
    {
        var ok = steps.TrueForAll(step => step.Ok);
        if (json)
        {
            terminal.Json(Write);
        }
        else
        {
            Say("");
            Say(ok
                ? "That was it. Connect Codex next: codex-mcp codex-config --role data-analytics"
                : "Something did not go as it should. Run `codex-mcp doctor`.");
        }

        if (!ok)
        {
            lock (hostLines)
            {
                hostLines.ForEach(terminal.Hint);
            }
        }

        return ok;
    }

    private void Say(string text)
    {
        if (!json)
        {
            terminal.Line(text);
        }
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, steps.TrueForAll(step => step.Ok));
        writer.WriteStartArray("steps"u8);
        steps.ForEach(step => step.Write(writer));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Cell(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
