namespace CodexMcp.Connectors.Sql;

/// <summary>What the guard makes of a statement.</summary>
public sealed record SqlJudgement
{
    /// <summary>What the statement does; null when it can't be read.</summary>
    public SqlStatementKind? Kind { get; init; }

    /// <summary>Why it may not run; null when it may.</summary>
    public SqlProblem? Problem { get; init; }

    /// <summary>The statement that may run instead of the one that was asked for; the same text when nothing had to change.</summary>
    public string Text { get; init; } = "";

    /// <summary>What was changed and why, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Tables whose columns must be known before the statement can be judged; it may not run while there are any.</summary>
    public IReadOnlyList<SqlTable> Unknown { get; init; } = [];

    /// <summary>Every place where a table is read.</summary>
    public IReadOnlyList<SqlTableUse> Tables { get; init; } = [];

    /// <summary>Every place where a column is named.</summary>
    public IReadOnlyList<SqlColumnUse> Columns { get; init; } = [];

    /// <summary>Every call.</summary>
    public IReadOnlyList<SqlFunctionUse> Functions { get; init; } = [];
}
