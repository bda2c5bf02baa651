namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>What the org's describe says of one object, as far as queries and writes need it. Immutable; names are found without regard to case.</summary>
internal sealed class ObjectDescription
{
    private readonly Dictionary<string, FieldDescription> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FieldDescription> _relationships = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ChildRelationship> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Holds the description; of two fields with one name the first counts.</summary>
    public ObjectDescription(string name, string? keyPrefix, IReadOnlyList<FieldDescription> fields, IReadOnlyList<ChildRelationship> children)
    {
        (Name, KeyPrefix, Fields, Children) = (name, keyPrefix, fields, children);
        foreach (var field in fields)
        {
            _fields.TryAdd(field.Name, field);
            if (field.RelationshipName is { Length: > 0 } relationship && field.ReferenceTo.Count > 0)
            {
                _relationships.TryAdd(relationship, field);
            }
        }

        foreach (var child in children)
        {
            _children.TryAdd(child.RelationshipName, child);
        }
    }

    /// <summary>The object's API name as the org spells it.</summary>
    public string Name { get; }

    /// <summary>The first three characters of its ids, or null when it has none.</summary>
    public string? KeyPrefix { get; }

    /// <summary>All fields, in the describe's order.</summary>
    public IReadOnlyList<FieldDescription> Fields { get; }

    /// <summary>All child relationships that have a name.</summary>
    public IReadOnlyList<ChildRelationship> Children { get; }

    /// <summary>The field of this name, or null.</summary>
    public FieldDescription? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The reference field behind a relationship name (<c>Owner</c> is behind it <c>OwnerId</c>), or null.</summary>
    public FieldDescription? Relationship(string name) => _relationships.GetValueOrDefault(name);

    /// <summary>The child relationship of this name (<c>Contacts</c>), or null.</summary>
    public ChildRelationship? Child(string name) => _children.GetValueOrDefault(name);
}

/// <summary>One field of an object.</summary>
internal sealed record FieldDescription
{
    /// <summary>The API name as the org spells it.</summary>
    public required string Name { get; init; }

    /// <summary>The describe's type: <c>string</c>, <c>reference</c>, <c>date</c>, <c>base64</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>The objects that a reference may point to; several for a polymorphic one, none for any other field.</summary>
    public IReadOnlyList<string> ReferenceTo { get; init; } = [];

    /// <summary>The name by which a query walks the reference, or null.</summary>
    public string? RelationshipName { get; init; }

    /// <summary>The compound field that this one is a part of (<c>MailingAddress</c>, <c>Name</c>), or null.</summary>
    public string? CompoundFieldName { get; init; }

    /// <summary>Whether this is the field that names the record (<c>CaseNumber</c> for a case).</summary>
    public bool IsNameField { get; init; }

    /// <summary>Whether the org made it.</summary>
    public bool Custom { get; init; }

    /// <summary>Whether a WHERE may hold it.</summary>
    public bool Filterable { get; init; } = true;

    /// <summary>Whether an ORDER BY may hold it.</summary>
    public bool Sortable { get; init; } = true;

    /// <summary>Whether a new record may set it.</summary>
    public bool Createable { get; init; } = true;

    /// <summary>Whether an existing record may change it.</summary>
    public bool Updateable { get; init; } = true;
}

/// <summary>Records of another object that point to one record of this object.</summary>
/// <param name="RelationshipName">The name by which a subquery reads them, <c>Contacts</c>.</param>
/// <param name="ChildObject">The object that they are of.</param>
/// <param name="Field">The reference field on the child, <c>AccountId</c>.</param>
internal sealed record ChildRelationship(string RelationshipName, string ChildObject, string Field);
