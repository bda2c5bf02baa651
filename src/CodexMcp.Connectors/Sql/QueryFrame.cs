namespace CodexMcp.Connectors.Sql;

/// <summary>What the parenthesis (or the statement) that the scanner is in holds.</summary>
internal enum QueryFrameKind
{
    /// <summary>A query.</summary>
    Query,

    /// <summary>Joined tables in FROM.</summary>
    Tables,

    /// <summary>What <c>TABLE(…)</c> holds: one table function.</summary>
    TableFunction,

    /// <summary>A function's arguments.</summary>
    Arguments,

    /// <summary>The arguments of CAST or TRY_CAST, where a type follows AS.</summary>
    Cast,

    /// <summary>Column names of an alias or a common table expression, or a type's numbers.</summary>
    Names,

    /// <summary>A part of an expression.</summary>
    Group,
}

/// <summary>Where in a query the scanner is.</summary>
internal enum QueryClause
{
    /// <summary>Before its first word: SELECT, WITH, VALUES or a parenthesis must follow.</summary>
    Head,

    /// <summary>After WITH: a name must follow.</summary>
    CteName,

    /// <summary>After the name of a common table expression: its columns or AS must follow.</summary>
    CteColumns,

    /// <summary>After its columns: AS must follow.</summary>
    CteAs,

    /// <summary>After AS: its query in parentheses must follow.</summary>
    CteBody,

    /// <summary>After its query: a comma or the main query must follow.</summary>
    CteEnd,

    /// <summary>After a query in parentheses: a set operator, ORDER, LIMIT, OFFSET or FETCH must follow.</summary>
    Operand,

    /// <summary>Between SELECT and FROM.</summary>
    Select,

    /// <summary>After FROM.</summary>
    From,

    /// <summary>Anything after that.</summary>
    Rest,
}

/// <summary>One open parenthesis, or the statement itself.</summary>
internal record struct QueryFrame(QueryFrameKind Kind, QueryClause Clause, int Open)
{
    /// <summary>Whether the rows of a VALUES in FROM may go on after a comma.</summary>
    public bool Rows { get; init; }

    /// <summary>Whether a table's name may follow when the token before is FROM, JOIN, a comma or LATERAL.</summary>
    public readonly bool HoldsTables => Clause == QueryClause.From && Kind is QueryFrameKind.Query or QueryFrameKind.Tables;
}
