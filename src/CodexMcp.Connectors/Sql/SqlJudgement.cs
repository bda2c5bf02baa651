using CodexMcp.Connectors.Sql.Scoping;

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
    public IReadOnlyList<SqlTableUse> Tables =>
        Binder?.Reads.ConvertAll(static read => new SqlTableUse(read.Table, read.Alias, read.Node.Start, read.Node.NameEnd)) ?? [];

    /// <summary>Every place where a column is named.</summary>
    public IReadOnlyList<SqlColumnUse> Columns => Binder is null
        ? []
        :
        [
            .. Binder.Columns.Select(static use => new SqlColumnUse(use.Read?.Table, use.Node.Last.Value, use.Node.Start)),
            .. Binder.Stars.Select(static use => new SqlColumnUse(use.Read?.Table, "*", use.Node.Start)),
        ];

    /// <summary>What the names in the statement are; the lists are made of it when somebody asks.</summary>
    internal SqlBinder? Binder { get; init; }

    /// <summary>A bound value that stands for a limit above the most rows, and what it must be instead; null when nothing has to change.</summary>
    public (int Index, long Value)? Bind { get; init; }

    /// <summary>What would make the statement cheaper, one sentence each, as far as its text alone says.</summary>
    public IReadOnlyList<string> Advice => Advise?.Invoke() ?? [];

    /// <summary>Of the advice, which sources are joined to everything before them.</summary>
    public IReadOnlyList<string> CrossAdvice => Cross?.Invoke() ?? [];

    /// <summary>Looks for them when somebody asks.</summary>
    internal Func<IReadOnlyList<string>>? Cross { get; init; }

    /// <summary>Looks for it when somebody asks.</summary>
    internal Func<IReadOnlyList<string>>? Advise { get; init; }

    /// <summary>Estimates how many rows the products of sources have that nothing ties, and those that functions make of nothing; 0 when there is neither.</summary>
    /// <param name="rowsOf">Says how many rows of a table are read at most.</param>
    public double ProductRows(Func<SqlTable, double> rowsOf) => Measure?.Invoke(rowsOf) ?? 0;

    /// <summary>Measures it when somebody asks.</summary>
    internal Func<Func<SqlTable, double>, double>? Measure { get; init; }
}
