using System.Text.Json;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>How a server's definition stands to its pin.</summary>
public enum PinChange
{
    /// <summary>The server has it, the pins do not.</summary>
    Added,

    /// <summary>Both have it, and they differ.</summary>
    Changed,

    /// <summary>The pins have it, the server does not.</summary>
    Removed,
}

/// <summary>One difference between a server and its pins.</summary>
public sealed record PinDifference
{
    /// <summary>How it differs.</summary>
    public required PinChange Change { get; init; }

    /// <summary>The server's own name for it: a name, a URI or a template.</summary>
    public required string Key { get; init; }

    /// <summary>The kind in words: tool, prompt, resource or template.</summary>
    public string Word => PinFile.Word(Kind);

    /// <summary>The parts that differ, each with what was and what is; nothing in them can disguise itself.</summary>
    public IReadOnlyList<(string Member, string? Was, string? Is)> Members { get; init; } = [];

    internal DefinitionKind Kind { get; init; }

    /// <summary>One sentence for whoever finds it withheld.</summary>
    internal string Reason => Change == PinChange.Removed
        ? $"The server has no {Word} {ShownText.Escape(Key)} any more."
        : $"The server has changed its {Word} {ShownText.Escape(Key)} ({string.Join(", ", Members.Select(static member => member.Member))}) since it was pinned. An operator looks at it with `codex-mcp connectors pin`.";

    /// <summary>Compares what a server lists with the pins; only what the manifest names counts.</summary>
    internal static IReadOnlyList<PinDifference> Between(PinFile pins, IReadOnlyList<Definition> listed, Func<DefinitionKind, string, bool> isNamed, IReadOnlySet<DefinitionKind> kinds)
    {
        var differences = new List<PinDifference>();
        var seen = new HashSet<(DefinitionKind, string)>();
        foreach (var now in listed)
        {
            seen.Add((now.Kind, now.Key));
            var pin = pins.Find(now.Kind, now.Key);
            if (isNamed(now.Kind, now.Key) && (pin is null || !pin.IsWhole || pin.Hash != now.Hash))
            {
                differences.Add(new() { Change = pin is null ? PinChange.Added : PinChange.Changed, Kind = now.Kind, Key = now.Key, Members = Compare(pin?.Content ?? default, now.Content, now.Kind) });
            }
        }

        differences.AddRange(
            from pin in pins.All
            where kinds.Contains(pin.Kind) && isNamed(pin.Kind, pin.Key) && !seen.Contains((pin.Kind, pin.Key))
            select new PinDifference { Change = PinChange.Removed, Kind = pin.Kind, Key = pin.Key });
        return differences;
    }

    private static List<(string, string?, string?)> Compare(JsonElement was, JsonElement now, DefinitionKind kind)
    {
        var members = new List<(string, string?, string?)>();
        foreach (var name in Definition.Members(kind))
        {
            var (before, after) = (Json.Member(was, name), Json.Member(now, name));
            if (before is { } left && after is { } right ? !JsonElement.DeepEquals(left, right) : before is not null || after is not null)
            {
                members.Add((name, Shown(before), Shown(after)));
            }
        }

        return members;
    }

    private static string? Shown(JsonElement? value) => value is { } there ? VisibleDefinition.Escape(Json.Plain(there)) : null;
}
