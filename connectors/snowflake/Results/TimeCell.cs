using System.Globalization;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>What a count is one of.</summary>
internal enum TimeKind
{
    Date,
    Time,
    TimestampNtz,
    TimestampLtz,
    TimestampTz,
}

/// <summary>Turns Snowflake's counts of days and seconds into ISO 8601, to the nanosecond.</summary>
internal static class TimeCell
{
    private const long SecondsPerDay = 86_400;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The text of a cell, or null when it is not a count.</summary>
    public static string? Format(TimeKind kind, string cell)
    {
        if (kind == TimeKind.Date)
        {
            return long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days) ? Day(days) : null;
        }

        var offset = 0;
        var count = cell.AsSpan();
        if (kind == TimeKind.TimestampTz)
        {
            // "1616173619.000000000 1500": minutes from UTC, moved up by 1440.
            var space = count.IndexOf(' ');
            if (space < 0 || !int.TryParse(count[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var moved) || moved is < 0 or > 2880)
            {
                return null;
            }

            offset = moved - 1440;
            count = count[..space];
        }

        if (!TryReadSeconds(count, out var seconds, out var nanoseconds))
        {
            return null;
        }

        if (kind == TimeKind.Time)
        {
            return seconds is >= 0 and < SecondsPerDay ? Clock(seconds, nanoseconds) : null;
        }

        var local = seconds + (offset * 60L);
        var day = Math.DivRem(local, SecondsPerDay, out var rest);
        if (rest < 0)
        {
            (day, rest) = (day - 1, rest + SecondsPerDay);
        }

        return Day(day) is { } date ? $"{date}T{Clock(rest, nanoseconds)}{Zone(kind, offset)}" : null;
    }

    private static string? Day(long days) =>
        days + UnixEpochDay is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private static string Clock(long seconds, long nanoseconds)
    {
        var clock = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return nanoseconds == 0 ? clock : $"{clock}.{nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    /// <summary>A timestamp without a time zone gets none; one in the session's zone is given in UTC.</summary>
    private static string Zone(TimeKind kind, int offset) => kind switch
    {
        TimeKind.TimestampNtz => "",
        _ when offset == 0 => "Z",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}"),
    };

    /// <summary>Reads "82919.123456789". A count without a point that is far too large for seconds is one of nanoseconds.</summary>
    private static bool TryReadSeconds(ReadOnlySpan<char> count, out long seconds, out long nanoseconds)
    {
        nanoseconds = 0;
        var negative = count.StartsWith('-');
        var point = count.IndexOf('.');
        var whole = point < 0 ? count : count[..point];
        if (!long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds))
        {
            return false;
        }

        if (point >= 0)
        {
            var fraction = count[(point + 1)..];
            if (fraction.Length > 9 || (fraction.Length > 0 && !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds)))
            {
                return false;
            }

            for (var digits = fraction.Length; digits < 9; digits++)
            {
                nanoseconds *= 10;
            }

            nanoseconds = negative ? -nanoseconds : nanoseconds;
        }
        else if (seconds is > 1_000_000_000_000 or < -1_000_000_000_000)
        {
            seconds = Math.DivRem(seconds, 1_000_000_000, out nanoseconds);
        }

        if (nanoseconds < 0)
        {
            (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000);
        }

        return seconds is > -100_000_000_000_000 and < 100_000_000_000_000;
    }
}
