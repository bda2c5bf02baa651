namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A part of a record as it is written, in the order of the select list.</summary>
internal abstract record SoqlOutput(string Name);

/// <summary>A value in a column of the row.</summary>
internal sealed record ValueOutput(string Name, FieldDef Field, int Column) : SoqlOutput(Name);

/// <summary>A parent: null when its id is, else an object with its own parts.</summary>
internal sealed record ParentOutput(string Name, int TypeColumn, int IdColumn) : SoqlOutput(Name)
{
    public List<SoqlOutput> Parts { get; } = [];
}

/// <summary>A TYPEOF: the parts depend on the type that the parent has.</summary>
internal sealed record TypeofOutput(string Name, int TypeColumn, int IdColumn, IReadOnlyDictionary<string, List<SoqlOutput>> Parts, List<SoqlOutput> Else) : SoqlOutput(Name);

/// <summary>The children of a record: a result of their own.</summary>
internal sealed record ChildrenOutput(string Name, CompiledQuery Query) : SoqlOutput(Name);

/// <summary>A query made ready: its SQL, its values, and how a row becomes a record.</summary>
internal sealed record CompiledQuery(ObjectDef Object, string Sql, IReadOnlyList<object?> Values, IReadOnlyList<SoqlOutput> Outputs, int IdColumn, bool IsAggregate, bool IsCount);
