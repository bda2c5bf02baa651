namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The names of date and time parts, with Snowflake's abbreviations.</summary>
internal static class SqlDateParts
{
    public static bool IsPart(string word) => Normalize(word) is not null;

    /// <summary>The plain name of a part, or null when there is none of that name.</summary>
    public static string? Normalize(string word) => word.ToUpperInvariant() switch
    {
        "YEAR" or "Y" or "YY" or "YYY" or "YYYY" or "YR" or "YEARS" or "YRS" => "YEAR",
        "QUARTER" or "Q" or "QTR" or "QTRS" or "QUARTERS" => "QUARTER",
        "MONTH" or "MM" or "MON" or "MONS" or "MONTHS" => "MONTH",
        "WEEK" or "W" or "WK" or "WEEKOFYEAR" or "WOY" or "WY" or "WEEKS" => "WEEK",
        "WEEKISO" or "WEEK_ISO" or "WEEKOFYEARISO" or "WEEKOFYEAR_ISO" => "WEEKISO",
        "DAY" or "D" or "DD" or "DAYS" or "DAYOFMONTH" => "DAY",
        "DAYOFWEEK" or "WEEKDAY" or "DOW" or "DW" => "DAYOFWEEK",
        "DAYOFWEEKISO" or "WEEKDAY_ISO" or "DOW_ISO" or "DW_ISO" or "DAYOFWEEK_ISO" => "DAYOFWEEKISO",
        "DAYOFYEAR" or "YEARDAY" or "DOY" or "DY" => "DAYOFYEAR",
        "YEAROFWEEK" => "YEAROFWEEK",
        "YEAROFWEEKISO" => "YEAROFWEEKISO",
        "HOUR" or "H" or "HH" or "HR" or "HOURS" or "HRS" => "HOUR",
        "MINUTE" or "M" or "MI" or "MIN" or "MINUTES" or "MINS" => "MINUTE",
        "SECOND" or "S" or "SEC" or "SECONDS" or "SECS" => "SECOND",
        "MILLISECOND" or "MS" or "MSEC" or "MILLISECONDS" => "MILLISECOND",
        "MICROSECOND" or "US" or "USEC" or "MICROSECONDS" => "MICROSECOND",
        "NANOSECOND" or "NS" or "NSEC" or "NANOSEC" or "NSECOND" or "NANOSECONDS" => "NANOSECOND",
        "EPOCH_SECOND" or "EPOCH" or "EPOCH_SECONDS" => "EPOCH_SECOND",
        "EPOCH_MILLISECOND" or "EPOCH_MILLISECONDS" => "EPOCH_MILLISECOND",
        "EPOCH_MICROSECOND" or "EPOCH_MICROSECONDS" => "EPOCH_MICROSECOND",
        "EPOCH_NANOSECOND" or "EPOCH_NANOSECONDS" => "EPOCH_NANOSECOND",
        _ => null,
    };
}
