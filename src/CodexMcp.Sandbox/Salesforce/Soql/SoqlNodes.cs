namespace CodexMcp.Sandbox.Salesforce;

/// <summary>A field path with its place in the text, for messages.</summary>
internal sealed record SoqlPath(IReadOnlyList<string> Parts, int At)
{
    public string Text => string.Join('.', Parts);
}

/// <summary>A field, or a function of one: an aggregate, a date function, a format.</summary>
internal sealed record SoqlExpression(SoqlPath? Path, string? Function, SoqlExpression? Argument, int At);

internal abstract record SoqlItem(int At);

internal sealed record ExpressionItem(SoqlExpression Expression, string? Alias, int At) : SoqlItem(At);

internal sealed record SubqueryItem(SoqlQuery Query, int At) : SoqlItem(At);

internal sealed record TypeofItem(SoqlPath Reference, IReadOnlyList<(string Type, IReadOnlyList<SoqlPath> Fields)> Whens, IReadOnlyList<SoqlPath>? Else, int At) : SoqlItem(At);

/// <summary><c>FIELDS(ALL|STANDARD|CUSTOM)</c>.</summary>
internal sealed record FieldsItem(string Kind, int At) : SoqlItem(At);

internal abstract record SoqlCondition;

internal sealed record AndCondition(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

internal sealed record OrCondition(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

internal sealed record NotCondition(SoqlCondition Part) : SoqlCondition;

/// <summary>A comparison with one value: = != &lt; &lt;= &gt; &gt;= LIKE.</summary>
internal sealed record CompareCondition(SoqlExpression Left, string Operator, SoqlLiteral Value) : SoqlCondition;

/// <summary>IN, NOT IN, INCLUDES, EXCLUDES over values.</summary>
internal sealed record ListCondition(SoqlExpression Left, string Operator, IReadOnlyList<SoqlLiteral> Values) : SoqlCondition;

/// <summary>IN and NOT IN over a query.</summary>
internal sealed record SemiJoinCondition(SoqlExpression Left, bool Negated, SoqlQuery Query) : SoqlCondition;

internal enum LiteralKind { Text, Number, Boolean, Null, Date, DateTime, Relative }

/// <summary>A value. <see cref="Value"/> is the unescaped text, or the name of a relative date; <see cref="Number"/> is its count.</summary>
internal sealed record SoqlLiteral(LiteralKind Kind, string Value, int? Number, int At);

internal sealed record SoqlOrder(SoqlExpression Expression, bool Descending, bool NullsLast);

internal sealed record SoqlQuery(
    IReadOnlyList<SoqlItem> Items,
    string From,
    int FromAt,
    string? Alias,
    SoqlCondition? Where,
    IReadOnlyList<SoqlExpression> GroupBy,
    SoqlCondition? Having,
    IReadOnlyList<SoqlOrder> OrderBy,
    long? Limit,
    long? Offset)
{
    /// <summary><c>SELECT COUNT()</c>: only the number is wanted.</summary>
    public bool IsCount => Items is [ExpressionItem { Expression: { Function: "COUNT", Argument: null, Path: null } }];
}
