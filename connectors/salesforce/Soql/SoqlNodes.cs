namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>A query, or a subquery.</summary>
internal sealed record SoqlQuery
{
    public required IReadOnlyList<SelectItem> Select { get; init; }

    /// <summary>The object, or the child relationship of a subquery in the SELECT list; further ones are aliases for parent relationships.</summary>
    public required IReadOnlyList<SoqlSource> From { get; init; }

    /// <summary>The word after USING SCOPE, or null.</summary>
    public string? Scope { get; init; }

    public Condition? Where { get; init; }

    public IReadOnlyList<SoqlExpression> GroupBy { get; init; } = [];

    /// <summary>ROLLUP, CUBE or null.</summary>
    public string? Grouping { get; init; }

    public Condition? Having { get; init; }

    public IReadOnlyList<OrderItem> OrderBy { get; init; } = [];

    public int? Limit { get; init; }

    public int? Offset { get; init; }

    public int Position { get; init; }
}

/// <summary>What stands after FROM.</summary>
internal sealed record SoqlSource(FieldPath Path, string? Alias);

/// <summary>One item of ORDER BY.</summary>
/// <param name="By">What is sorted by.</param>
/// <param name="Descending">DESC.</param>
/// <param name="NullsLast">NULLS LAST, NULLS FIRST, or neither.</param>
internal sealed record OrderItem(SoqlExpression By, bool Descending, bool? NullsLast);

/// <summary>One item of a SELECT list.</summary>
internal abstract record SelectItem;

/// <summary>A field or a function, with or without an alias.</summary>
internal sealed record ExpressionItem(SoqlExpression Expression, string? Alias) : SelectItem;

/// <summary>FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM).</summary>
internal sealed record FieldsItem(string Kind, int Position) : SelectItem;

/// <summary>TYPEOF … END.</summary>
internal sealed record TypeofItem(FieldPath Relationship, IReadOnlyList<TypeofBranch> Branches, IReadOnlyList<FieldPath> Else) : SelectItem;

/// <summary>WHEN … THEN …</summary>
internal sealed record TypeofBranch(FieldPath Object, IReadOnlyList<FieldPath> Fields);

/// <summary>A subquery over a child relationship.</summary>
internal sealed record SubqueryItem(SoqlQuery Query) : SelectItem;

/// <summary>Something with a value.</summary>
internal abstract record SoqlExpression(int Position);

/// <summary>A name, or names joined by dots.</summary>
internal sealed record FieldPath(string[] Parts, int Position) : SoqlExpression(Position)
{
    public override string ToString() => Parts.Length == 1 ? Parts[0] : string.Join('.', Parts);
}

/// <summary>A call of one of the functions of <see cref="SoqlFunction"/>.</summary>
internal sealed record FunctionCall(SoqlFunction Function, IReadOnlyList<SoqlExpression> Arguments, int Position) : SoqlExpression(Position);

/// <summary>A value as it is written in SOQL, quotes and escapes included.</summary>
internal sealed record Literal(string Text, int Position) : SoqlExpression(Position);

/// <summary>A condition of WHERE or HAVING.</summary>
internal abstract record Condition(int Position);

/// <summary>Conditions joined by all AND or all OR.</summary>
internal sealed record Joined(bool Or, IReadOnlyList<Condition> Items, int Position) : Condition(Position);

/// <summary>NOT.</summary>
internal sealed record Negated(Condition Inner, int Position) : Condition(Position);

/// <summary>A comparison with one value.</summary>
internal sealed record Comparison(SoqlExpression Left, string Operator, Literal Right, int Position) : Condition(Position);

/// <summary>IN, NOT IN, INCLUDES or EXCLUDES with a list.</summary>
internal sealed record ListCondition(SoqlExpression Left, string Operator, IReadOnlyList<Literal> Values, int Position) : Condition(Position);

/// <summary>A semi-join (IN) or an anti-join (NOT IN).</summary>
internal sealed record JoinCondition(SoqlExpression Left, string Operator, SoqlQuery Query, int Position) : Condition(Position);
