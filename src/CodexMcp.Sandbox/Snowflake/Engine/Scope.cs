namespace CodexMcp.Sandbox.Snowflake;

/// <summary>A column that a name can mean inside one SELECT.</summary>
internal sealed record ScopeColumn(string Name, SqlExpr Value)
{
    /// <summary>Merged away by USING: found only with its table's name.</summary>
    public bool Merged { get; init; }
}

internal sealed record ScopeSource(string? Alias, SqlName? FullName, IReadOnlyList<ScopeColumn> Columns)
{
    /// <summary>The row number of a GENERATOR, which SEQ4() gives; null elsewhere.</summary>
    public string? Sequence { get; init; }

    public bool Answers(IReadOnlyList<string> qualifier)
    {
        if (qualifier.Count == 1)
        {
            return Alias == qualifier[0];
        }

        if (FullName is null || qualifier.Count > FullName.Parts.Count)
        {
            return false;
        }

        var skip = FullName.Parts.Count - qualifier.Count;
        return FullName.Parts.Skip(skip).SequenceEqual(qualifier);
    }
}

/// <summary>The names visible at one level of a query, and what has been seen while binding it.</summary>
internal sealed class Scope(Scope? outer)
{
    public Scope? Outer { get; } = outer;

    public List<ScopeSource> Sources { get; set; } = [];

    /// <summary>Aliases of the select list, which other clauses may use.</summary>
    public Dictionary<string, SqlNode> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Aliases being expanded right now, against a circle.</summary>
    public HashSet<string> Expanding { get; } = new(StringComparer.Ordinal);

    public bool PreferAliases { get; set; }

    public HashSet<string> GroupKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>Columns met outside of aggregates and group keys, in order.</summary>
    public List<(string Name, SqlPlace Place)> Bare { get; } = [];

    /// <summary>Why an aggregate cannot stand here, e.g. <c>WHERE</c>; null where it can.</summary>
    public string? NoAggregates { get; set; }

    public bool NoWindows { get; set; }
}
