using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>A schema with an identity of its own (<c>$id</c>, or the root of a document), and the anchors inside it.</summary>
internal sealed class SchemaResource(JsonElement root, SchemaLocation location, Uri? baseUri, Vocabularies vocabularies)
{
    /// <summary>What relative references are resolved against until the schema says otherwise.</summary>
    public static Uri DefaultBase => new("schema:///");

    public JsonElement Root { get; } = root;

    public SchemaLocation Location { get; } = location;

    /// <summary>Null when the document has no URI: only fragments and absolute references can be resolved without it.</summary>
    public Uri? BaseUri { get; } = baseUri;

    public Vocabularies Vocabularies { get; } = vocabularies;

    public Dictionary<string, SchemaNode> Anchors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SchemaNode> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
