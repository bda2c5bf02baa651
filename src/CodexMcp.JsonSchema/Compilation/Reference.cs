namespace CodexMcp.JsonSchema;

/// <summary>A reference that is resolved when its whole document has been read.</summary>
internal sealed class Reference(string text, string keyword, SchemaLocation schema, SchemaResource resource)
{
    private SchemaNode? _target;

    /// <summary>What stands in the schema.</summary>
    public string Text { get; } = text;

    /// <summary><c>$ref</c> or <c>$dynamicRef</c>.</summary>
    public string Keyword { get; } = keyword;

    public SchemaLocation Schema { get; } = schema;

    public SchemaResource Resource { get; } = resource;

    public SchemaNode Target
    {
        get => _target ?? throw new InvalidOperationException("A reference was used before it was resolved.");
        set => _target = value;
    }

    /// <summary>For a <c>$dynamicRef</c> whose first target has that dynamic anchor: the anchor to look for on the way.</summary>
    public string? DynamicAnchor { get; set; }
}
