using System.Globalization;
using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Date and time functions. Dates are days, timestamps microseconds since 1970; weeks start on Monday, as Snowflake's default.</summary>
internal static partial class ScalarFunctions
{
    private const long Hour = 3_600_000_000;
    private const long Minute = 60_000_000;
    private const long Second = 1_000_000;

    private static void Moments(FunctionHost host)
    {
        host.Strict("sf_day", 1, a => SqlText.FloorDay(a.Long(0)));
        host.Strict("sf_trunc_day", 2, a => SqlText.ToDays(TruncateDate(a.Text(0), SqlText.FromDays(a.Long(1)))));
        host.Strict("sf_trunc_moment", 2, a => TruncateMoment(a.Text(0), a.Long(1)));
        host.Strict("sf_add_day", 3, a => SqlText.ToDays(AddMonths(SqlText.FromDays(a.Long(2)), Months(a.Text(0)) * a.Long(1))));
        host.Strict("sf_add_moment", 3, a => AddMoment(a.Text(0), a.Long(1), a.Long(2)));
        host.Strict("sf_datediff", 3, a => Difference(a.Text(0), a.Long(1), a.Long(2)));
        host.Strict("sf_months_between", 2, a =>
        {
            var (late, early) = (SqlText.FromMicroseconds(a.Long(0)), SqlText.FromMicroseconds(a.Long(1)));
            var months = ((late.Year - early.Year) * 12) + late.Month - early.Month;
            var ends = IsMonthEnd(late) && IsMonthEnd(early);
            return ends || late.Day == early.Day ? months : Math.Round(months + ((late.Day - early.Day) / 31.0), 6);
        });
        host.Strict("sf_part", 2, a => Part(a.Text(0), a.Long(1)));
        host.Strict("sf_last_day", 2, a => SqlText.ToDays(LastDay(a.Text(0), SqlText.FromMicroseconds(a.Long(1)).Date)));
        host.Strict("sf_next_day", 3, a => NextDay(SqlText.FloorDay(a.Long(0)), a.Text(1), a.Int(2)));
        host.Strict("sf_date_from_parts", 3, a =>
            SqlText.ToDays(AddMonths(new DateTime(a.Int(0), 1, 1, 0, 0, 0, DateTimeKind.Utc), a.Long(1) - 1)) + a.Long(2) - 1);
        host.Strict("sf_scaled_moment", 2, a => a.Long(1) switch
        {
            <= 6 => a.Long(0) * (long)Math.Pow(10, 6 - a.Long(1)),
            var scale => a.Long(0) / (long)Math.Pow(10, scale - 6),
        });
        host.Strict("sf_format", 3, a => Format(a.Long(0), (SqlKind)a.Int(1), a.Text(2)));
        host.Strict("sf_parse_moment", 4, a => ParseWith(a.Text(0), (SqlKind)a.Int(1), a.Text(2)) is { } moment
            ? moment
            : a.Flag(3) ? null : throw SqlText.NotRecognized(a.Text(0), (SqlKind)a.Int(1)));
    }

    private static bool IsMonthEnd(DateTime day) => day.Day == DateTime.DaysInMonth(day.Year, day.Month);

    private static int Months(string part) => part switch { "YEAR" => 12, "QUARTER" => 3, _ => 1 };

    private static DateTime AddMonths(DateTime date, long months) => Math.Abs(months) < 120_000
        ? date.AddMonths((int)months)
        : throw new SnowflakeException("100041", "22008", "Date is out of range: years 1 to 9999 are supported.");

    private static DateTime Monday(DateTime date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    private static DateTime TruncateDate(string part, DateTime date) => part switch
    {
        "YEAR" => new DateTime(date.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        "QUARTER" => new DateTime(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, DateTimeKind.Utc),
        "MONTH" => new DateTime(date.Year, date.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        "WEEK" or "WEEKISO" => Monday(date.Date),
        "DAY" => date.Date,
        _ => throw SnowflakeException.Compilation("001004", "42601", $"'{part}' is not a valid date/time component for function DATE_TRUNC."),
    };

    private static long TruncateMoment(string part, long micros)
    {
        var unit = part switch { "HOUR" => Hour, "MINUTE" => Minute, "SECOND" => Second, "MILLISECOND" => 1000, "MICROSECOND" or "NANOSECOND" => 1, _ => 0L };
        if (unit > 0)
        {
            return micros - (((micros % unit) + unit) % unit);
        }

        return SqlText.ToMicroseconds(TruncateDate(part, SqlText.FromDays(SqlText.FloorDay(micros))));
    }

    private static long AddMoment(string part, long count, long micros)
    {
        var unit = part switch
        {
            "WEEK" => 7 * SqlText.Day,
            "DAY" => SqlText.Day,
            "HOUR" => Hour,
            "MINUTE" => Minute,
            "SECOND" => Second,
            "MILLISECOND" => 1000,
            "MICROSECOND" => 1,
            "NANOSECOND" => 0,
            _ => -1L,
        };
        if (unit >= 0)
        {
            return unit == 0 ? micros + (count / 1000) : checked(micros + (count * unit));
        }

        var day = SqlText.FloorDay(micros);
        return SqlText.ToMicroseconds(AddMonths(SqlText.FromDays(day), Months(part) * count)) + (micros - (day * SqlText.Day));
    }

    private static long Difference(string part, long from, long to)
    {
        static long Floor(long value, long unit) => value >= 0 ? value / unit : -((-value + unit - 1) / unit);
        long Units(long unit) => Floor(to, unit) - Floor(from, unit);
        switch (part)
        {
            case "DAY":
                return Units(SqlText.Day);
            case "HOUR":
                return Units(Hour);
            case "MINUTE":
                return Units(Minute);
            case "SECOND":
                return Units(Second);
            case "MILLISECOND":
                return Units(1000);
            case "MICROSECOND":
                return to - from;
            case "NANOSECOND":
                return (to - from) * 1000;
        }

        var (a, b) = (SqlText.FromMicroseconds(from), SqlText.FromMicroseconds(to));
        return part switch
        {
            "YEAR" => b.Year - a.Year,
            "QUARTER" => ((b.Year - a.Year) * 4) + ((b.Month - 1) / 3) - ((a.Month - 1) / 3),
            "MONTH" => ((b.Year - a.Year) * 12) + b.Month - a.Month,
            "WEEK" or "WEEKISO" => (SqlText.ToDays(Monday(b.Date)) - SqlText.ToDays(Monday(a.Date))) / 7,
            _ => throw SnowflakeException.Compilation("001004", "42601", $"'{part}' is not a valid date/time component for function DATEDIFF."),
        };
    }

    private static long Part(string part, long micros)
    {
        var date = SqlText.FromMicroseconds(micros);
        return part switch
        {
            "YEAR" => date.Year,
            "QUARTER" => ((date.Month - 1) / 3) + 1,
            "MONTH" => date.Month,
            "DAY" => date.Day,
            "WEEK" or "WEEKISO" => ISOWeek.GetWeekOfYear(date),
            "YEAROFWEEK" or "YEAROFWEEKISO" => ISOWeek.GetYear(date),
            "DAYOFWEEK" => (int)date.DayOfWeek,
            "DAYOFWEEKISO" => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek,
            "DAYOFYEAR" => date.DayOfYear,
            "HOUR" => date.Hour,
            "MINUTE" => date.Minute,
            "SECOND" => date.Second,
            "MILLISECOND" => date.Millisecond,
            "MICROSECOND" => date.Ticks % TimeSpan.TicksPerSecond / 10,
            "NANOSECOND" => date.Ticks % TimeSpan.TicksPerSecond * 100,
            "EPOCH_SECOND" => (long)Math.Floor(micros / 1e6),
            "EPOCH_MILLISECOND" => micros / 1000,
            "EPOCH_MICROSECOND" => micros,
            _ => checked(micros * 1000),
        };
    }

    private static DateTime LastDay(string part, DateTime date) => part switch
    {
        "YEAR" => new DateTime(date.Year, 12, 31, 0, 0, 0, DateTimeKind.Utc),
        "QUARTER" => TruncateDate("QUARTER", date).AddMonths(3).AddDays(-1),
        "WEEK" or "WEEKISO" => Monday(date).AddDays(6),
        _ => TruncateDate("MONTH", date).AddMonths(1).AddDays(-1),
    };

    private static long NextDay(long day, string name, int step)
    {
        var wanted = Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, d => d.StartsWith(name.Trim(), StringComparison.OrdinalIgnoreCase));
        if (name.Trim().Length < 2 || wanted < 0)
        {
            throw new SnowflakeException("100041", "22008", $"'{name}' is not a day of the week");
        }

        do
        {
            day += step;
        }
        while ((int)SqlText.FromDays(day).DayOfWeek != wanted);
        return day;
    }

    private static readonly (string Snowflake, string Net)[] FormatParts =
    [
        ("YYYY", "yyyy"), ("YY", "yy"), ("MMMM", "MMMM"), ("MON", "MMM"), ("MM", "MM"), ("DD", "dd"), ("DY", "ddd"), ("HH24", "HH"), ("HH12", "hh"), ("HH", "HH"),
        ("AM", "tt"), ("PM", "tt"), ("MI", "mm"), ("SS", "ss"), ("FF3", "fff"), ("FF6", "ffffff"), ("FF0", ""), ("FF9", "fffffff00"), ("FF", "fffffff"), ("TZH", "+00"), ("TZM", "00"),
    ];

    /// <summary>Snowflake's format elements as .NET's; anything else stands for itself.</summary>
    private static string NetFormat(string format)
    {
        var result = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            if (format[at] == '"' && format.IndexOf('"', at + 1) is var end && end > 0)
            {
                result.Append('\'').Append(format, at + 1, end - at - 1).Append('\'');
                at = end + 1;
                continue;
            }

            var part = Array.Find(FormatParts, p => string.Compare(format, at, p.Snowflake, 0, p.Snowflake.Length, StringComparison.OrdinalIgnoreCase) == 0);
            if (part.Snowflake is null)
            {
                result.Append('\\').Append(format[at++]);
                continue;
            }

            result.Append(part.Net);
            at += part.Snowflake.Length;
        }

        // A single letter would be a standard format of .NET.
        return result.Length == 1 ? "%" + result : result.ToString();
    }

    private static string Format(long value, SqlKind kind, string format)
    {
        var moment = kind switch
        {
            SqlKind.Date => SqlText.FromDays(value),
            _ => SqlText.FromMicroseconds(value),
        };
        return format.Length == 0 ? "" : moment.ToString(NetFormat(format), CultureInfo.InvariantCulture);
    }

    private static long? ParseWith(string text, SqlKind kind, string format)
    {
        if (format.Equals("AUTO", StringComparison.OrdinalIgnoreCase))
        {
            return SqlText.TryParseMoment(text, kind);
        }

        const DateTimeStyles style = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (!DateTime.TryParseExact(text, NetFormat(format), CultureInfo.InvariantCulture, style, out var moment))
        {
            return null;
        }

        return kind switch
        {
            SqlKind.Date => SqlText.ToDays(moment),
            SqlKind.Time => moment.TimeOfDay.Ticks / 10,
            _ => SqlText.ToMicroseconds(moment),
        };
    }
}
