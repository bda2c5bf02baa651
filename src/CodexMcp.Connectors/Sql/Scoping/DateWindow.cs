using System.Globalization;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>That a statement must bound a column where it reads a table.</summary>
/// <param name="Table">The tables.</param>
/// <param name="Column">The column, as the engine keeps it.</param>
/// <param name="MaxDays">The most days between its bounds, or null when any will do.</param>
/// <param name="Narrows">Whether a statement without such a bound gets one, instead of a refusal.</param>
internal sealed record RequiredPredicate(NamePattern Table, string Column, int? MaxDays, bool Narrows);

/// <summary>A window of days as a condition on a column.</summary>
/// <param name="Column">The column.</param>
/// <param name="From">The first day; null counts back from today.</param>
/// <param name="Before">The day after the last one; null for no end.</param>
/// <param name="Days">How many days it may be wide.</param>
internal sealed record DateWindow(string Column, DateOnly? From, DateOnly? Before, int Days)
{
    /// <summary>Whether the range is no wider than so many days. The end of a day and the zone of a clock are worth one day more.</summary>
    public static bool Fits(ColumnRange range, int most, DateOnly? today) =>
        range.From is { } from && (range.To ?? today) is { } to && to.DayNumber - from.DayNumber <= most + 1;

    /// <summary>The window that a read gets: the last days of what was asked for.</summary>
    public static DateWindow Of(string column, ColumnRange range, int days) =>
        range.To is { } to && to.DayNumber > days && to < DateOnly.MaxValue ? new(column, to.AddDays(-days), to.AddDays(1), days) : new(column, null, null, days);

    /// <summary>The condition as SQL. CURRENT_DATE needs no function list and is the same in both dialects.</summary>
    public string Condition(SqlDialect dialect)
    {
        var name = SqlNames.Quoted(Column, dialect);
        return From is { } from && Before is { } before
            ? string.Create(CultureInfo.InvariantCulture, $"{name} >= DATE '{from:yyyy-MM-dd}' AND {name} < DATE '{before:yyyy-MM-dd}'")
            : string.Create(CultureInfo.InvariantCulture, $"{name} >= CURRENT_DATE - {Days}");
    }
}
