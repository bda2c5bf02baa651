using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Tells the bare name of a part of a date from the name of a column: DATEADD(day, 1, x).</summary>
internal static class DateParts
{
    // With three arguments the first is the part; with two, in Databricks, the same functions take dates.
    private static readonly HashSet<string> OfThree = new(StringComparer.OrdinalIgnoreCase)
    {
        "DATEADD", "DATEDIFF", "DATE_ADD", "DATE_DIFF", "TIMEADD", "TIMEDIFF", "TIMESTAMPADD", "TIMESTAMPDIFF",
    };

    private static readonly HashSet<string> OfTwo = new(StringComparer.OrdinalIgnoreCase) { "DATE_PART", "DATE_TRUNC" };

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "YEAR", "Y", "YY", "YYY", "YYYY", "YR", "YEARS", "QUARTER", "Q", "QTR", "QTRS", "QUARTERS", "MONTH", "MM", "MON", "MONS", "MONTHS", "WEEK", "W", "WK", "WEEKOFYEAR", "WEEKS",
        "DAY", "D", "DD", "DAYS", "DAYOFMONTH", "DAYOFWEEK", "DAYOFYEAR", "DOW", "DOY", "WEEKDAY", "HOUR", "H", "HH", "HR", "HOURS", "MINUTE", "M", "MI", "MIN", "MINUTES", "SECOND", "S",
        "SEC", "SECONDS", "MILLISECOND", "MS", "MICROSECOND", "US", "NANOSECOND", "NS", "EPOCH", "EPOCH_SECOND", "YEAROFWEEK", "WEEKISO", "DAYOFWEEKISO", "YEAROFWEEKISO",
    };

    /// <summary>Whether the type is one of days or moments.</summary>
    public static bool IsMoment(string sql, SqlNode type)
    {
        var text = sql.AsSpan(type.Start, type.End - type.Start);
        return text.StartsWith("DATE", StringComparison.OrdinalIgnoreCase) || text.StartsWith("TIMESTAMP", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether that argument is the name of a part of a date.</summary>
    public static bool IsPart(Call call, int argument) =>
        argument == 0 && call.Name is [{ Quoted: false } name] && call.Arguments[0] is ColumnRef { Parts: [{ Quoted: false } word] } && Words.Contains(word.Value)
        && (call.Arguments.Count == 3 ? OfThree.Contains(name.Value)
            // The arguments may stand the other way round: then the bare name is a column's.
            : call.Arguments.Count == 2 && OfTwo.Contains(name.Value) && call.Arguments[1] is not Leaf { Kind: LeafKind.String });
}
