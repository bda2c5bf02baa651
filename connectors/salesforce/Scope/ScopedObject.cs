namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>
/// One object as a role sees it: the fields it may read, filter by and write. What is not here does not exist for the role. A compound field
/// (an address, a person's name) is seen only when none of its parts is denied, and denying it denies its parts; denying a relationship's
/// name denies the reference field behind it.
/// </summary>
internal sealed class ScopedObject
{
    private readonly Dictionary<string, FieldDescription> _visible = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cuts the description down to what the rules leave; with null rules all of it stays.</summary>
    internal ScopedObject(ObjectDescription description, ObjectRules? rules)
    {
        (Description, Rules) = (description, rules);
        HashSet<string> deniedWholes = new(StringComparer.OrdinalIgnoreCase);
        foreach (var field in description.Fields)
        {
            if (field.CompoundFieldName is { } whole && IsDenied(field))
            {
                deniedWholes.Add(whole);
            }
        }

        foreach (var field in description.Fields)
        {
            if (IsListed(field) && !IsDenied(field) && !deniedWholes.Contains(field.Name)
                && !(field.CompoundFieldName is { } whole && description.Field(whole) is { } wholeField && !ReferenceEquals(wholeField, field) && IsDenied(wholeField)))
            {
                _visible.TryAdd(field.Name, field);
            }
        }

        Fields = [.. description.Fields.Where(field => ReferenceEquals(_visible.GetValueOrDefault(field.Name), field))];
    }

    /// <summary>The object's name as the org spells it.</summary>
    public string Name => Description.Name;

    /// <summary>The first three characters of its ids, or null.</summary>
    public string? KeyPrefix => Description.KeyPrefix;

    /// <summary>The fields that the role may read, in the describe's order.</summary>
    public IReadOnlyList<FieldDescription> Fields { get; }

    /// <summary>The whole description: for the scope's own work, never to be shown.</summary>
    internal ObjectDescription Description { get; }

    internal ObjectRules? Rules { get; }

    /// <summary>The row filter with the org's names, once a query has needed it.</summary>
    internal Soql.Condition? ResolvedFilter { get; set; }

    /// <summary>The field when the role may read it, else null.</summary>
    public FieldDescription? Field(string name) => _visible.GetValueOrDefault(name);

    /// <summary>The reference field behind a relationship name when the role may read it, else null. Where it points is a question of its own.</summary>
    public FieldDescription? Relationship(string name) => Description.Relationship(name) is { } field && _visible.ContainsKey(field.Name) ? field : null;

    /// <summary>Whether the role may read the field.</summary>
    public bool MayRead(string field) => _visible.ContainsKey(field);

    /// <summary>Whether the role may set the field on a new record, or else change it on an existing one.</summary>
    public bool MayWrite(string field, bool create) => Field(field) is { } found && (create ? found.Createable : found.Updateable);

    private bool IsDenied(FieldDescription field) =>
        Rules is not null && (Rules.Denied.Contains(field.Name) || (field.RelationshipName is { } relationship && Rules.Denied.Contains(relationship)));

    private bool IsListed(FieldDescription field) =>
        Rules?.Listed is not { } listed || field.Name.Equals("Id", StringComparison.OrdinalIgnoreCase) || listed.Contains(field.Name);
}
