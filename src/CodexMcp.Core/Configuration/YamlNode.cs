namespace CodexMcp.Core.Configuration;

/// <summary>What a YAML node is.</summary>
internal enum YamlKind
{
    Scalar,
    Sequence,
    Mapping,
}

/// <summary>One node of a YAML file with its place. An alias is the same object as its anchor.</summary>
internal sealed class YamlNode(YamlKind kind, int line, int column)
{
    public YamlKind Kind { get; } = kind;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>A scalar's text, unresolved.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the scalar is plain, so that it may stand for null, a boolean or a number.</summary>
    public bool Plain { get; init; }

    /// <summary>A mapping's entries in file order.</summary>
    public List<YamlEntry> Entries { get; } = kind == YamlKind.Mapping ? [] : NoEntries;

    /// <summary>A sequence's items.</summary>
    public List<YamlNode> Items { get; } = kind == YamlKind.Sequence ? [] : NoItems;

    private static readonly List<YamlEntry> NoEntries = [];
    private static readonly List<YamlNode> NoItems = [];

    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Whether a <c>${…}</c> stands in this node or below it: then what it resolves to must not be shown.</summary>
    public bool HasReference()
    {
        if (Text.Contains("${", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var item in Items)
        {
            if (item.HasReference())
            {
                return true;
            }
        }

        foreach (var entry in Entries)
        {
            if (entry.Value.HasReference())
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One entry of a mapping with the place of its key.</summary>
internal readonly record struct YamlEntry(string Key, int Line, int Column, YamlNode Value);
