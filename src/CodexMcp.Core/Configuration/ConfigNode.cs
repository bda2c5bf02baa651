using System.Text.Json;

namespace CodexMcp.Core.Configuration;

/// <summary>
/// One value of a configuration file with its place. Reading is forgiving: a missing value or one of a wrong type reads as null, because
/// the file's schema has already noted it and the rest of the file is still to be checked.
/// </summary>
public readonly struct ConfigNode
{
    private readonly YamlTree tree;
    private readonly YamlNode node;

    internal ConfigNode(YamlTree tree, YamlNode node, JsonElement json)
    {
        this.tree = tree;
        this.node = node;
        Json = json;
    }

    /// <summary>The value.</summary>
    public JsonElement Json { get; }

    /// <summary>Where the value begins.</summary>
    public SourceLocation Location => new(tree.Path, node.Line, node.Column);

    /// <summary>The value's text as the file has it, escaped: a <c>${…}</c> is not resolved here.</summary>
    public string Shown => ShownText.Escape(node.Text);

    /// <summary>The value as a string, or null when it is none.</summary>
    public string? Text => Json.ValueKind == JsonValueKind.String ? Json.GetString() : null;

    internal YamlNode Node => node;

    internal YamlTree Tree => tree;

    /// <summary>Gives the value of a key, or null.</summary>
    public ConfigNode? this[string key] =>
        Json.ValueKind == JsonValueKind.Object && node.Find(key) is { } child && Json.TryGetProperty(key, out var value) ? new(tree, child, value) : null;

    /// <summary>Gives the entries of a mapping; none when it is none.</summary>
    public ConfigEntry[] Entries
    {
        get
        {
            if (Json.ValueKind != JsonValueKind.Object)
            {
                return [];
            }

            var entries = new ConfigEntry[node.Entries.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                var entry = node.Entries[i];
                entries[i] = new(entry.Key, new(tree.Path, entry.Line, entry.Column), new(tree, entry.Value, Json.GetProperty(entry.Key)));
            }

            return entries;
        }
    }

    /// <summary>Gives the items of a list; none when it is none.</summary>
    public ConfigNode[] Items
    {
        get
        {
            if (Json.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            // Arrays, not iterators: a start pays for every generic type that is made for it.
            var items = new ConfigNode[node.Items.Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = new(tree, node.Items[i], Json[i]);
            }

            return items;
        }
    }

    /// <summary>Gives a key's string, or null.</summary>
    public string? String(string key) => this[key]?.Text;

    /// <summary>Gives a key's whole number, or null.</summary>
    public int? Int(string key) =>
        this[key] is { Json.ValueKind: JsonValueKind.Number } child && child.Json.TryGetInt32(out var value) ? value : null;

    /// <summary>Gives a key's number, or null.</summary>
    public double? Number(string key) => this[key] is { Json.ValueKind: JsonValueKind.Number } child ? child.Json.GetDouble() : null;

    /// <summary>Gives a key's boolean, or null.</summary>
    public bool? Bool(string key) => this[key]?.Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Gives a key's duration, or null.</summary>
    public TimeSpan? Duration(string key) => Configuration.Duration.TryParse(String(key), out var value) ? value : null;

    /// <summary>Gives the place of a key, or of this value when the key is missing.</summary>
    public SourceLocation KeyLocation(string key)
    {
        foreach (var entry in node.Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return new(tree.Path, entry.Line, entry.Column);
            }
        }

        return Location;
    }

    /// <summary>Gives the value as JSON with its references resolved; null after noting that its aliases expand too far.</summary>
    public JsonElement? Resolve(SettingReferences references, ConfigurationErrors errors) => YamlTree.ToJson(tree.Path, node, errors, references);

    /// <summary>Gives the value at an RFC 6901 pointer below this one, or the nearest above it that there is.</summary>
    public ConfigNode At(string pointer)
    {
        var current = this;
        foreach (var segment in JsonPointer.Split(pointer))
        {
            if (current.Json.ValueKind == JsonValueKind.Array && int.TryParse(segment, out var index) && index < current.node.Items.Count)
            {
                current = new(tree, current.node.Items[index], current.Json[index]);
            }
            else if (current[segment] is { } child)
            {
                current = child;
            }
            else
            {
                break;
            }
        }

        return current;
    }
}

/// <summary>One entry of a mapping.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyAt">Where the key stands.</param>
/// <param name="Value">The value.</param>
public readonly record struct ConfigEntry(string Key, SourceLocation KeyAt, ConfigNode Value);
