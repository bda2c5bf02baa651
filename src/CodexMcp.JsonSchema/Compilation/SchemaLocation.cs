using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>A place in a schema document. Places share their beginnings, so that a deep schema does not cost a long text for each.</summary>
internal sealed class SchemaLocation(SchemaDocument document, SchemaLocation? parent, string token)
{
    private Dictionary<string, SchemaLocation>? _children;

    public SchemaDocument Document { get; } = document;

    /// <summary>The schema compiled from here, if there is one.</summary>
    public SchemaNode? Node { get; set; }

    public SchemaLocation Child(string childToken)
    {
        _children ??= new Dictionary<string, SchemaLocation>(StringComparer.Ordinal);
        if (!_children.TryGetValue(childToken, out var child))
        {
            child = new SchemaLocation(Document, this, childToken);
            _children.Add(childToken, child);
        }

        return child;
    }

    /// <summary>The RFC 6901 pointer, after <c>URI#</c> when the document is not the one that was given to be compiled.</summary>
    public override string ToString()
    {
        var tokens = new Stack<string>();
        for (var place = this; place.Parent is not null; place = place.Parent)
        {
            tokens.Push(place.Token);
        }

        var pointer = new StringBuilder(Document.Name);
        foreach (var step in tokens)
        {
            PathSegment.AppendEscaped(pointer.Append('/'), step);
        }

        return pointer.ToString();
    }

    private SchemaLocation? Parent { get; } = parent;

    private string Token { get; } = token;
}
