namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A field's type; the name in lower case is the one on the wire.</summary>
internal enum FieldType { Id, Reference, String, Picklist, MultiPicklist, TextArea, Email, Phone, Url, Boolean, Int, Double, Currency, Percent, Date, DateTime, Base64 }

/// <summary>A field of an object.</summary>
internal sealed record FieldDef(string Name, string Label, FieldType Type)
{
    public int Length { get; init; }

    /// <summary>Objects that a reference may point to; several make it polymorphic.</summary>
    public IReadOnlyList<string> ReferenceTo { get; init; } = [];

    /// <summary>The name of the parent in a path: <c>Owner</c>, <c>Account__r</c>.</summary>
    public string? Relationship { get; init; }

    /// <summary>The name of the children in a subquery on the object pointed to.</summary>
    public string? ChildRelationship { get; init; }

    /// <summary>Deleting the parent deletes this record too.</summary>
    public bool Cascades { get; init; }

    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Only <see cref="Values"/> are accepted.</summary>
    public bool Restricted { get; init; }

    public bool Required { get; init; }

    public bool Unique { get; init; }

    public bool ExternalId { get; init; }

    public bool Createable { get; init; } = true;

    public bool Updateable { get; init; } = true;

    public bool IsName { get; init; }

    public string? Default { get; init; }

    public bool Nillable => !Required && Type is not (FieldType.Boolean or FieldType.Id);

    public bool Custom => Name.EndsWith("__c", StringComparison.Ordinal);

    public bool IsPolymorphic => ReferenceTo.Count > 1;

    public bool IsText => Type is FieldType.String or FieldType.Picklist or FieldType.MultiPicklist or FieldType.TextArea or FieldType.Email or FieldType.Phone or FieldType.Url or FieldType.Base64;

    public bool IsId => Type is FieldType.Id or FieldType.Reference;

    public bool IsNumber => Type is FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent;

    public string WireType => Type.ToString().ToLowerInvariant();

    public bool Filterable => Type != FieldType.Base64 && !(Type == FieldType.TextArea && Length > 255);

    public bool Groupable => Filterable && !IsNumber && Type is not (FieldType.MultiPicklist or FieldType.DateTime) || Type == FieldType.Int;
}

/// <summary>An object of the org.</summary>
internal sealed class ObjectDef
{
    private readonly Dictionary<string, FieldDef> _byName = new(StringComparer.OrdinalIgnoreCase);

    public required string Name { get; init; }

    public required string Prefix { get; init; }

    public required string Label { get; init; }

    public required string LabelPlural { get; init; }

    /// <summary>False for what the org writes itself, such as a history.</summary>
    public bool Writable { get; init; } = true;

    public bool Searchable { get; init; } = true;

    public required IReadOnlyList<FieldDef> Fields
    {
        get;
        init
        {
            field = value;
            foreach (var item in value)
            {
                _byName[item.Name] = item;
            }
        }
    }

    public bool Custom => Name.EndsWith("__c", StringComparison.Ordinal);

    public FieldDef? Field(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The reference field that a parent's name in a path stands for.</summary>
    public FieldDef? Relation(string name) =>
        Fields.FirstOrDefault(f => f.Relationship is not null && string.Equals(f.Relationship, name, StringComparison.OrdinalIgnoreCase));

    public FieldDef? NameField => Fields.FirstOrDefault(f => f.IsName);
}
