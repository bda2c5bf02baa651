using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Lets tables inside the role's scope be read, and those with a required predicate only where it stands.</summary>
internal static class TableRules
{
    // As formats of files: in Databricks a path may stand behind them where a table's name stands.
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        "avro", "binaryfile", "csv", "delta", "iceberg", "jdbc", "json", "orc", "parquet", "text", "xml",
    };

    public static SqlProblem? Check(SqlReading reading, List<TableRead> reads, SqlScope scope, TableWrappers wrappers, ColumnBounds bounds, DateOnly? today)
    {
        foreach (var read in reads)
        {
            if (reading.Dialect == SqlDialect.Databricks
                && (read.Node.Parts.Exists(static part => part.Value.AsSpan().ContainsAny("/:\\@")) || (read.Node.Parts is [var format, _] && Formats.Contains(format.Value))))
            {
                return SqlProblem.At(reading.Text, read.Node.Start, "A file stands where a table must stand.", "Name a table or a view; a file can't be read.");
            }

            // What is outside of the scope and what is not there at all get the same answer.
            if (!scope.Sees(read.Table) || (scope.HidesColumnsOf(read.Table) && wrappers.ColumnsOf(read.Table) is { Count: 0 }))
            {
                return SqlProblem.At(reading.Text, read.Node.Start,
                    $"Object {SqlProblem.Quote(reading.Text.AsSpan(read.Node.Start, read.Node.NameEnd - read.Node.Start))} does not exist or not authorized.",
                    "Look the name up with the tool that lists tables, or write it in full.");
            }
        }

        foreach (var read in reads)
        {
            foreach (var rule in scope.RequiredBy(read.Table))
            {
                if (Check(reading, read, rule, bounds.Of(read, rule.Column), today) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    /// <summary>Refuses a read that is not bounded as the rule asks, or notes the window that it gets instead.</summary>
    private static SqlProblem? Check(SqlReading reading, TableRead read, RequiredPredicate rule, ColumnRange range, DateOnly? today)
    {
        var wide = rule.MaxDays is { } most && !DateWindow.Fits(range, most, today);
        if (range.Bounded && !wide)
        {
            return null;
        }

        if (rule is { MaxDays: { } days, Narrows: true })
        {
            read.Windows.Add(DateWindow.Of(rule.Column, range, days));
            return null;
        }

        var table = SqlProblem.Quote(reading.Text.AsSpan(read.Node.Start, read.Node.NameEnd - read.Node.Start));
        var column = SqlProblem.Quote(rule.Column);
        return range.Bounded
            ? SqlProblem.At(reading.Text, read.Node.Start,
                $"{table} may be read for at most {rule.MaxDays} days at once, and this may be more.",
                $"In the WHERE of the SELECT that reads it, hold {column} itself between two dates that are at most {rule.MaxDays} days apart, written as constants.")
            : SqlProblem.At(reading.Text, read.Node.Start,
                $"{table} may be read only where {column} is bounded.",
                $"In the WHERE of the SELECT that reads it, compare {column} itself with =, IN, BETWEEN or >= and a constant, such as a date{(rule.MaxDays is null ? "" : $" at most {rule.MaxDays} days ago")}.");
    }
}
