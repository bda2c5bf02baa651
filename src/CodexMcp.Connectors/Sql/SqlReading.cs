using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql;

/// <summary>A name of a table or view with its database and its schema, as the engine keeps it.</summary>
/// <param name="Database">The database, or the catalog in Databricks.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The table or view.</param>
public readonly record struct SqlTable(string Database, string Schema, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Database}.{Schema}.{Name}";
}

/// <summary>One place where a statement reads a table.</summary>
/// <param name="Table">The table with its full name.</param>
/// <param name="Alias">What the rest of the query calls it.</param>
/// <param name="Start">Where the name begins, from 0.</param>
/// <param name="End">Where it ends.</param>
public sealed record SqlTableUse(SqlTable Table, string Alias, int Start, int End);

/// <summary>One place where a statement names a column.</summary>
/// <param name="Table">The table it belongs to, when that can be said without the catalog; else null.</param>
/// <param name="Name">The column, as the engine keeps it; <c>*</c> for all columns.</param>
/// <param name="Start">Where it begins, from 0.</param>
public sealed record SqlColumnUse(SqlTable? Table, string Name, int Start);

/// <summary>What a statement is, as far as its text alone says.</summary>
public sealed class SqlReading
{
    internal SqlReading(string text, SqlDialect dialect, SqlStatementKind? kind, SqlProblem? problem)
    {
        (Text, Dialect, Kind, Problem) = (text, dialect, kind, problem);
    }

    /// <summary>The statement.</summary>
    public string Text { get; }

    /// <summary>Whose SQL it was read as.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>What it does; null when it can't be read.</summary>
    public SqlStatementKind? Kind { get; }

    /// <summary>Why it can't be read: the place, what was found and what was expected; null when it can.</summary>
    public SqlProblem? Problem { get; }

    /// <summary>The query of a SELECT or an EXPLAIN.</summary>
    internal Query? Query { get; init; }

    /// <summary>All tokens, the last of them the end.</summary>
    internal IReadOnlyList<SqlToken> Tokens { get; init; } = [];

    /// <summary>How many looks ahead the reading took.</summary>
    internal long Looks { get; init; }

    /// <summary>The statement in one plain form, without comments; null when it can't be read.</summary>
    public string? Print()
    {
        if (Problem is not null)
        {
            return null;
        }

        var head = Query is null ? Tokens.Count - 1 : IndexOf(Query.Start);
        var words = string.Join(' ', Tokens.Take(head).Select(token => token.Text(Text).ToString()));
        return Query is null ? words : head > 0 ? $"{words} {SqlPrinter.Print(Text, Query)}" : SqlPrinter.Print(Text, Query);
    }

    private int IndexOf(int start)
    {
        var index = 0;
        while (Tokens[index].Start < start)
        {
            index++;
        }

        return index;
    }
}
