using System.Globalization;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Dates and times as the wire has them, and the spans that relative dates such as LAST_N_DAYS:30 stand for. The zone is UTC, a week begins on Sunday.</summary>
internal static class SoqlDates
{
    private const string Wire = "yyyy-MM-dd'T'HH:mm:ss.fff'+0000'";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'",
    ];

    /// <summary>A moment as the wire and the tables have it; texts of this form sort as time does.</summary>
    public static string Text(DateTimeOffset moment) => moment.ToUniversalTime().ToString(Wire, CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset Moment(string wire) =>
        new(DateTime.ParseExact(wire, Wire, CultureInfo.InvariantCulture, DateTimeStyles.None), TimeSpan.Zero);

    /// <summary>Reads <c>2026-05-10</c> or <c>2026-05-10T00:00:00Z</c>; a time must tell its zone.</summary>
    public static bool TryParse(string text, out bool isDate, out string wire)
    {
        wire = "";
        isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if (isDate)
        {
            wire = Text(day);
            return true;
        }

        // +0000 and +00:00 are both in use.
        var zoned = text.Length > 5 && text[^5] is '+' or '-' ? text[..^2] + ":" + text[^2..] : text;
        if (DateTimeOffset.TryParseExact(zoned, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            wire = Text(moment);
            return true;
        }

        return false;
    }

    /// <summary>The first day of a relative date and the day after its last, or null when there is no such name.</summary>
    public static (DateOnly From, DateOnly To)? Span(string name, int? count, DateOnly today)
    {
        var word = name.ToUpperInvariant();
        if (word.Contains("_N_", StringComparison.Ordinal) != count.HasValue)
        {
            return null;
        }

        var n = count ?? 1;
        var week = today.AddDays(-(int)today.DayOfWeek);
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1);
        var year = new DateOnly(today.Year, 1, 1);
        // The fiscal year is the calendar's.
        return word.Replace("FISCAL_", "", StringComparison.Ordinal) switch
        {
            "TODAY" => (today, today.AddDays(1)),
            "YESTERDAY" => (today.AddDays(-1), today),
            "TOMORROW" => (today.AddDays(1), today.AddDays(2)),
            "LAST_N_DAYS" => (today.AddDays(-n), today.AddDays(1)),
            "NEXT_N_DAYS" => (today.AddDays(1), today.AddDays(n + 1)),
            "N_DAYS_AGO" => (today.AddDays(-n), today.AddDays(-n + 1)),
            "LAST_90_DAYS" => (today.AddDays(-90), today.AddDays(1)),
            "NEXT_90_DAYS" => (today.AddDays(1), today.AddDays(91)),
            "THIS_WEEK" => (week, week.AddDays(7)),
            "LAST_WEEK" => (week.AddDays(-7), week),
            "NEXT_WEEK" => (week.AddDays(7), week.AddDays(14)),
            "LAST_N_WEEKS" => (week.AddDays(-7 * n), week),
            "NEXT_N_WEEKS" => (week.AddDays(7), week.AddDays(7 * (n + 1))),
            "N_WEEKS_AGO" => (week.AddDays(-7 * n), week.AddDays(-7 * (n - 1))),
            "THIS_MONTH" => (month, month.AddMonths(1)),
            "LAST_MONTH" => (month.AddMonths(-1), month),
            "NEXT_MONTH" => (month.AddMonths(1), month.AddMonths(2)),
            "LAST_N_MONTHS" => (month.AddMonths(-n), month),
            "NEXT_N_MONTHS" => (month.AddMonths(1), month.AddMonths(n + 1)),
            "N_MONTHS_AGO" => (month.AddMonths(-n), month.AddMonths(-n + 1)),
            "THIS_QUARTER" => (quarter, quarter.AddMonths(3)),
            "LAST_QUARTER" => (quarter.AddMonths(-3), quarter),
            "NEXT_QUARTER" => (quarter.AddMonths(3), quarter.AddMonths(6)),
            "LAST_N_QUARTERS" => (quarter.AddMonths(-3 * n), quarter),
            "NEXT_N_QUARTERS" => (quarter.AddMonths(3), quarter.AddMonths(3 * (n + 1))),
            "N_QUARTERS_AGO" => (quarter.AddMonths(-3 * n), quarter.AddMonths(-3 * (n - 1))),
            "THIS_YEAR" => (year, year.AddYears(1)),
            "LAST_YEAR" => (year.AddYears(-1), year),
            "NEXT_YEAR" => (year.AddYears(1), year.AddYears(2)),
            "LAST_N_YEARS" => (year.AddYears(-n), year),
            "NEXT_N_YEARS" => (year.AddYears(1), year.AddYears(n + 1)),
            "N_YEARS_AGO" => (year.AddYears(-n), year.AddYears(-n + 1)),
            _ => null,
        };
    }
}
