using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One JSON document that holds schemas.</summary>
internal sealed class SchemaDocument
{
    public SchemaDocument(JsonElement root, Uri? retrieved)
    {
        Root = root;
        Retrieved = retrieved;
        Name = retrieved is null ? "" : $"{retrieved.AbsoluteUri}#";
        Location = new SchemaLocation(this, null, "");
    }

    public JsonElement Root { get; }

    /// <summary>The URI it was found under; null for the document that was given to be compiled.</summary>
    public Uri? Retrieved { get; }

    /// <summary>What its pointers start with in messages.</summary>
    public string Name { get; }

    public SchemaLocation Location { get; }
}
