using System.Text;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The object a query reads, and the parents that its paths have joined so far.</summary>
internal sealed class SoqlScope(ObjectDef definition, string sqlAlias, string? alias)
{
    private readonly Dictionary<string, SoqlParent> _parents = new(StringComparer.OrdinalIgnoreCase);

    public ObjectDef Object { get; } = definition;

    public string Sql { get; } = sqlAlias;

    public string? Alias { get; } = alias;

    public StringBuilder Joins { get; } = new();

    public SoqlParent Root => new([(Object, Sql)], null);

    /// <summary>The parent behind a reference, joined once for each path.</summary>
    public SoqlParent Parent(string key, SoqlParent from, FieldDef reference, OrgSchema schema)
    {
        if (_parents.TryGetValue(key, out var known))
        {
            return known;
        }

        var column = from.Column(reference);
        var targets = new List<(ObjectDef, string)>();
        foreach (var name in reference.ReferenceTo)
        {
            var joined = $"{Sql}p{_parents.Count}_{targets.Count}";
            Joins.Append($" LEFT JOIN \"{name}\" {joined} ON {joined}.\"Id\" = {column}");
            targets.Add((schema[name], joined));
        }

        var parent = new SoqlParent(targets, reference.IsPolymorphic ? column : null);
        _parents[key] = parent;
        return parent;
    }
}

/// <summary>Where a path has arrived: one object, or several that a polymorphic reference may mean.</summary>
internal sealed record SoqlParent(IReadOnlyList<(ObjectDef Object, string Sql)> Targets, string? PolymorphicColumn)
{
    /// <summary>What a polymorphic parent shows of itself, whatever it is.</summary>
    private static readonly string[] NameFields = ["Id", "Name", "FirstName", "LastName", "Email", "Phone", "Title", "Type", "Alias", "Username", "IsActive"];

    public bool IsPolymorphic => PolymorphicColumn is not null;

    public string EntityName => IsPolymorphic ? "Name" : Targets[0].Object.Name;

    public string Column(FieldDef field) => $"{Targets[0].Sql}.\"{field.Name}\"";

    /// <summary>The SQL that names the object's type.</summary>
    public string TypeSql => "CASE " + string.Concat(Targets.Select(t => $"WHEN {t.Sql}.\"Id\" IS NOT NULL THEN '{t.Object.Name}' ")) + "END";

    public string IdSql => IsPolymorphic ? $"COALESCE({string.Join(", ", Targets.Select(t => t.Sql + ".\"Id\""))})" : $"{Targets[0].Sql}.\"Id\"";

    /// <summary>A field by name, with its SQL; null when there is none.</summary>
    public (FieldDef Field, string Sql)? Field(string name)
    {
        if (!IsPolymorphic)
        {
            return Targets[0].Object.Field(name) is { } field ? (field, Column(field)) : null;
        }

        if (!NameFields.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        if (string.Equals(name, "Type", StringComparison.OrdinalIgnoreCase))
        {
            return (new FieldDef("Type", "Type", FieldType.Picklist), $"({TypeSql})");
        }

        // What an object calls its name counts as Name: a case's number, for example.
        var found = Targets
            .Select(t => (t.Sql, Field: string.Equals(name, "Name", StringComparison.OrdinalIgnoreCase) ? t.Object.NameField : t.Object.Field(name)))
            .Where(t => t.Field is not null)
            .ToArray();
        if (found.Length == 0)
        {
            return null;
        }

        var columns = string.Join(", ", found.Select(t => $"{t.Sql}.\"{t.Field!.Name}\""));
        var first = found[0].Field!;
        var shown = string.Equals(name, "Name", StringComparison.OrdinalIgnoreCase) ? first with { Name = "Name" } : first;
        return (shown, found.Length > 1 ? $"COALESCE({columns})" : columns);
    }
}
