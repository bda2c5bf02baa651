using CodexMcp.Connectors.Sql.Scoping;

namespace CodexMcp.Connectors.Sql;

/// <summary>
/// Judges a statement that was read, for one role, and writes it anew so that it can't read more than the role may: names in full, tables
/// with hidden columns or rows replaced by a query that does not hold them, and no more rows than the role's limit. A rewritten statement is
/// judged the same and is not changed again.
/// </summary>
public static class SqlGuard
{
    /// <summary>Judges the statement.</summary>
    /// <param name="reading">The statement as it was read.</param>
    /// <param name="functions">The functions that anybody may call.</param>
    /// <param name="scope">What the role may see.</param>
    /// <param name="maxRows">The most rows that it may give; <see cref="long.MaxValue"/> for no limit.</param>
    /// <param name="columns">Gives a table's columns in order, an empty list when there is no such table, or null when they are not known yet.</param>
    public static SqlJudgement Judge(SqlReading reading, SqlFunctions functions, SqlScope scope, long maxRows, Func<SqlTable, IReadOnlyList<string>?>? columns) =>
        Judge(reading, functions, scope, new SqlContext { MaxRows = maxRows, Columns = columns });

    /// <summary>Judges the statement.</summary>
    /// <param name="reading">The statement as it was read.</param>
    /// <param name="functions">The functions that anybody may call.</param>
    /// <param name="scope">What the role may see.</param>
    /// <param name="context">What else it depends on.</param>
    public static SqlJudgement Judge(SqlReading reading, SqlFunctions functions, SqlScope scope, SqlContext context)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(context);
        if (reading.Problem is { } unreadable)
        {
            return new SqlJudgement { Problem = unreadable, Text = reading.Text };
        }

        if (scope.Problem is { } broken)
        {
            return No(reading, 0, $"The role's scope can't be read: {broken}", "Ask an operator to correct the scope in the role's profile.");
        }

        if (reading.Query is null)
        {
            return scope.Hides
                ? No(reading, 0, "SHOW and DESCRIBE tell of things outside of this role's scope.", "Use the tools that list databases, schemas and tables and describe a table.")
                : new SqlJudgement { Kind = reading.Kind, Text = reading.Text };
        }

        var wrappers = new TableWrappers(scope, context.Columns) { Source = reading.Text };
        var binder = new SqlBinder(reading, scope, wrappers.TextOf);
        binder.Visit(reading.Query);
        if (binder.TooMany)
        {
            return No(reading, 0, $"The statement has more than {SqlBinder.MaxSources} tables and queries in FROM.", "Write it with fewer.");
        }

        var binds = new SqlBinds(reading, context.Parameters);
        var bounds = new ColumnBounds(reading, new DateConstants(reading, binds, context.Today));
        var problem = FunctionRules.Check(reading, binder.Calls, functions, scope) ?? TableRules.Check(reading, binder.Reads, scope, wrappers, bounds, context.Today);
        if (problem is not null)
        {
            return new SqlJudgement { Kind = reading.Kind, Problem = problem, Text = reading.Text };
        }

        if (wrappers.Unknown.Count > 0)
        {
            return new SqlJudgement
            {
                Kind = reading.Kind,
                Problem = SqlProblem.At(reading.Text, 0, "The columns of a table are not known.", "Try again later."),
                Text = reading.Text,
                Unknown = [.. wrappers.Unknown],
            };
        }

        return Rewrite(reading, binder, scope, context, new SqlRewriter(reading, scope, wrappers, binds));
    }

    /// <summary>Judges a statement that has run already as it stands, without any rewrite; null when it read nothing that the role may not see.</summary>
    /// <param name="reading">The statement as it was read.</param>
    /// <param name="judgement">What was made of it.</param>
    /// <param name="scope">What the role may see.</param>
    public static SqlProblem? CheckUnchanged(SqlReading reading, SqlJudgement judgement, SqlScope scope)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(scope);
        return judgement.Problem ?? (judgement.Binder is { } binder
            ? UnchangedRules.Check(reading, binder, scope)
            : SqlProblem.At(reading.Text, 0, "It is no query.", "Run a query of your own."));
    }

    private static SqlJudgement Rewrite(SqlReading reading, SqlBinder binder, SqlScope scope, SqlContext context, SqlRewriter rewriter)
    {
        foreach (var read in binder.Reads)
        {
            rewriter.Complete(read);
        }

        if (rewriter.TooLong)
        {
            return No(reading, 0, "The statement reads tables with many columns so often that it would become too long.", "Read each table once, in a common table expression.");
        }

        rewriter.CutQualifiers(binder);
        if (reading.Kind == SqlStatementKind.Select && context.MaxRows < long.MaxValue && rewriter.Limit(context.MaxRows) is { } unlimited)
        {
            return new SqlJudgement { Kind = reading.Kind, Problem = unlimited, Text = reading.Text };
        }

        return rewriter.Apply() is { } text
            ? new SqlJudgement
            {
                Kind = reading.Kind,
                Text = text,
                Notes = rewriter.Notes,
                Binder = binder,
                Bind = rewriter.Bind,
                Advise = () => CostAdvice.Of(reading, binder, scope, context.Columns),
                Cross = () => CostAdvice.Crossing(reading),
                Measure = rowsOf => Measure(reading, binder, rowsOf),
            }
            : No(reading, 0, "The statement can't be completed with what the role's scope asks for.", "Write it in a simpler way, each table in the FROM of its own SELECT.");
    }

    private static double Measure(SqlReading reading, SqlBinder binder, Func<SqlTable, double> rowsOf)
    {
        var crossing = new CrossProducts(reading);
        crossing.Visit(reading.Query);
        return new SourceRows(reading, binder.Reads, rowsOf).OfProducts(crossing);
    }

    private static SqlJudgement No(SqlReading reading, int position, string message, string next) =>
        new() { Kind = reading.Kind, Problem = SqlProblem.At(reading.Text, position, message, next), Text = reading.Text };
}
