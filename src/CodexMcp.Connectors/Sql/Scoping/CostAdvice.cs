using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Says what in the text of a statement makes it dear: a cross product, a table without a condition on its days, all columns of it.</summary>
internal static class CostAdvice
{
    private const int Most = 5;

    public static IReadOnlyList<string> Of(SqlReading reading, SqlBinder binder, SqlScope scope, Func<SqlTable, IReadOnlyList<string>?>? columns)
    {
        var advice = Crossing(reading);
        foreach (var read in binder.Reads)
        {
            if (Days(read, scope, columns) is var (column, known) && !read.Conditions.Exists(condition => Mentions(condition, read, column)))
            {
                var name = SqlNames.Full(read.Table, scope.Dialect);
                Add(advice, known ? $"{name} is read for all days: bound {SqlProblem.Quote(column!)} in the WHERE of the SELECT that reads it."
                    : $"{name} is read without any condition on it: bound its date or partition column in the WHERE of the SELECT that reads it.");
            }
        }

        foreach (var (_, read) in binder.Stars.Where(static star => star.Read is { Wrapped: false, Replaced: false }))
        {
            Add(advice, $"All columns of {SqlNames.Full(read!.Table, scope.Dialect)} are read: name only those that are needed.");
        }

        return advice;
    }

    /// <summary>Says which sources are joined to everything before them.</summary>
    public static List<string> Crossing(SqlReading reading)
    {
        var advice = new List<string>();
        var crossing = new CrossProducts(reading);
        crossing.Visit(reading.Query);
        foreach (var (alias, place) in crossing.Found)
        {
            Add(advice, $"{(alias.Length > 0 ? SqlProblem.Quote(alias) : "A source without a name")} is joined to everything before it ({SqlProblem.At(reading.Text, place, "", "").Place}): no condition names columns of both sides. Join it on a key.");
        }

        return advice;
    }

    private static void Add(List<string> advice, string sentence)
    {
        if (advice.Count < Most && !advice.Contains(sentence))
        {
            advice.Add(sentence);
        }
    }

    /// <summary>The column that bounds the table's days: the one that the role asks for, or else one whose name says so.</summary>
    private static (string? Column, bool Known) Days(TableRead read, SqlScope scope, Func<SqlTable, IReadOnlyList<string>?>? columns)
    {
        var column = scope.RequiredBy(read.Table).FirstOrDefault()?.Column ?? columns?.Invoke(read.Table)?.FirstOrDefault(IsDay);
        return (column, column is not null);
    }

    private static bool IsDay(string column) =>
        column.ToUpperInvariant() is "DAY" or "DATE" or "DT" or "DS" or "MONTH" or "WEEK" || column.EndsWith("_AT", StringComparison.OrdinalIgnoreCase)
        || column.EndsWith("_DATE", StringComparison.OrdinalIgnoreCase) || column.EndsWith("_DAY", StringComparison.OrdinalIgnoreCase)
        || column.EndsWith("_ON", StringComparison.OrdinalIgnoreCase) || column.EndsWith("_TIME", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the condition is on that column; without one, on any of the read.</summary>
    private static bool Mentions(SqlNode condition, TableRead read, string? column)
    {
        var finder = new Finder(read, column);
        finder.Visit(condition);
        return finder.Found;
    }

    private sealed class Finder(TableRead read, string? column) : SqlWalker
    {
        public bool Found { get; private set; }

        public override void Visit(SqlNode? node)
        {
            if (node is ColumnRef name && (column is null || name.Last.Value == column) && (name.Parts.Count == 1 || name.Parts[^2].Value == read.Alias))
            {
                Found = true;
            }
            else if (!Found && node is not Query)
            {
                base.Visit(node);
            }
        }
    }
}
