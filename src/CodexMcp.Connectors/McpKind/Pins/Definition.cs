using System.Text.Json;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Connectors.McpKind.Pins;

/// <summary>What a server defines.</summary>
internal enum DefinitionKind
{
    /// <summary>A tool, known by its name.</summary>
    Tool,

    /// <summary>A prompt, known by its name.</summary>
    Prompt,

    /// <summary>A resource, known by its URI.</summary>
    Resource,

    /// <summary>A resource template, known by its template.</summary>
    Template,
}

/// <summary>One definition of a server, reduced to what an agent or an approver goes by.</summary>
internal sealed class Definition
{
    private readonly string hash;
    private bool? whole;

    /// <summary>Takes a definition that is reduced already.</summary>
    public Definition(DefinitionKind kind, string key, JsonElement content, string hash)
    {
        Kind = kind;
        Key = key;
        Content = content;
        this.hash = hash;
    }

    /// <summary>What it is.</summary>
    public DefinitionKind Kind { get; }

    /// <summary>The server's own name for it: a name, a URI or a template.</summary>
    public string Key { get; }

    /// <summary>The definition.</summary>
    public JsonElement Content { get; }

    /// <summary>Lower-case hex SHA-256 of its canonical JSON.</summary>
    public string Hash => hash;

    /// <summary>Whether the hash is that of the content.</summary>
    public bool IsWhole => whole ??= Compute(Content) is { } own && own == hash;

    /// <summary>Reduces one entry of a server's list; null when it is none.</summary>
    public static Definition? From(DefinitionKind kind, JsonElement listed)
    {
        var names = Members(kind);
        if (Json.String(listed, names[0]) is not { Length: > 0 and <= 2_000 } key)
        {
            return null;
        }

        var content = Json.Build((listed, names, kind), static (writer, state) =>
        {
            writer.WriteStartObject();
            foreach (var name in state.names)
            {
                if (Json.Member(state.listed, name) is { } value)
                {
                    writer.WritePropertyName(name);
                    Write(writer, state.kind, name, value);
                }
            }

            writer.WriteEndObject();
        });
        return Compute(content) is { } hash ? new(kind, key, content, hash) : null;
    }

    /// <summary>When a resource last changed is no part of what it is: it would be another one after every change.</summary>
    private static void Write(Utf8JsonWriter writer, DefinitionKind kind, string name, JsonElement value)
    {
        if (name != "annotations" || kind == DefinitionKind.Tool || value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var hint in value.EnumerateObject().Where(static hint => !hint.NameEquals("lastModified"u8)))
        {
            hint.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Null for JSON that has no canonical form: two members of one name, half a character.</summary>
    private static string? Compute(JsonElement content)
    {
        try
        {
            return CanonicalJson.Sha256Hex(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The members that count, the key first.</summary>
    public static string[] Members(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Tool => ["name", "title", "description", "inputSchema", "outputSchema", "annotations"],
        DefinitionKind.Prompt => ["name", "title", "description", "arguments"],
        DefinitionKind.Resource => ["uri", "name", "title", "description", "mimeType", "annotations"],
        _ => ["uriTemplate", "name", "title", "description", "mimeType", "annotations"],
    };
}
