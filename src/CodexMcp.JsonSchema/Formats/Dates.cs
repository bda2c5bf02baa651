namespace CodexMcp.JsonSchema;

/// <summary>Dates and times of RFC 3339.</summary>
internal static class Dates
{
    private const int DateLength = 10;

    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-'
            || Number(text[..4]) is not (>= 0 and var year) || Number(text[5..7]) is not (>= 1 and <= 12 and var month))
        {
            return false;
        }

        // DateTime knows no year 0, which RFC 3339 allows; its months are those of any other leap year.
        return Number(text[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);
    }

    public static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > DateLength && text[DateLength] is 'T' or 't' && IsDate(text[..DateLength]) && IsTime(text[(DateLength + 1)..]);

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':' || Number(text[..2]) is not (>= 0 and <= 23 and var hour)
            || Number(text[3..5]) is not (>= 0 and <= 59 and var minute) || Number(text[6..8]) is not (>= 0 and <= 60 and var second))
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9') + 1;
            if (end < 2)
            {
                return false;
            }

            rest = rest[end..];
        }

        if (Offset(rest) is not { } offset)
        {
            return false;
        }

        // A leap second is the last one of a day in UTC.
        const int Day = 24 * 60;
        return second < 60 || ((hour * 60 + minute - offset) % Day + Day) % Day == Day - 1;
    }

    /// <summary>Minutes ahead of UTC.</summary>
    private static int? Offset(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
        {
            return 0;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || Number(text[1..3]) is not (>= 0 and <= 23 and var hour)
            || Number(text[4..]) is not (>= 0 and <= 59 and var minute))
        {
            return null;
        }

        return (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return -1;
            }

            value = value * 10 + (digit - '0');
        }

        return value;
    }
}
