using System.Globalization;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>Dates, times and the words that stand for them.</summary>
internal static class SoqlDates
{
    private static readonly HashSet<string> Words = new(
    [
        "YESTERDAY", "TODAY", "TOMORROW", "LAST_WEEK", "THIS_WEEK", "NEXT_WEEK", "LAST_MONTH", "THIS_MONTH", "NEXT_MONTH", "LAST_90_DAYS", "NEXT_90_DAYS",
        "THIS_QUARTER", "LAST_QUARTER", "NEXT_QUARTER", "THIS_YEAR", "LAST_YEAR", "NEXT_YEAR", "THIS_FISCAL_QUARTER", "LAST_FISCAL_QUARTER", "NEXT_FISCAL_QUARTER",
        "THIS_FISCAL_YEAR", "LAST_FISCAL_YEAR", "NEXT_FISCAL_YEAR",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Counted = new(
        from unit in new[] { "DAYS", "WEEKS", "MONTHS", "QUARTERS", "YEARS", "FISCAL_QUARTERS", "FISCAL_YEARS" }
        from word in new[] { $"LAST_N_{unit}", $"NEXT_N_{unit}", $"N_{unit}_AGO" }
        select word,
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> CountedBySpan = Counted.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the word stands for a date or a span of days: TODAY.</summary>
    public static bool IsWord(ReadOnlySpan<char> word) => WordsBySpan.Contains(word);

    /// <summary>Whether the word does when a number follows it: LAST_N_DAYS:90.</summary>
    public static bool IsCounted(ReadOnlySpan<char> word) => CountedBySpan.Contains(word);

    /// <summary>The word nearest to one that is not known, or null.</summary>
    public static string? Nearest(string word) => NearName.Find(word, [.. Words, .. Counted.Select(static counted => counted + ":n")]);

    /// <summary>Reads a date or a time at the place; <see cref="SoqlTokenKind.End"/> when none stands there.</summary>
    public static SoqlTokenKind TryRead(string soql, ref int position)
    {
        var rest = soql.AsSpan(position);
        if (rest.Length < 10 || rest[4] != '-' || rest[7] != '-' || !IsDate(rest[..10]))
        {
            return SoqlTokenKind.End;
        }

        if (rest.Length == 10 || rest[10] is not ('T' or 't'))
        {
            position += 10;
            return SoqlTokenKind.Date;
        }

        // The zone is what ends a time, so the end is looked for first. 34 characters hold every form.
        var end = 11;
        while (end < rest.Length && end < 34 && (char.IsAsciiDigit(rest[end]) || rest[end] is ':' or '.' or '+' or '-' or 'Z' or 'z'))
        {
            end++;
        }

        if (!IsTime(rest[..end]))
        {
            return SoqlTokenKind.End;
        }

        position += end;
        return SoqlTokenKind.DateTime;
    }

    /// <summary>Whether the text is a date, 2026-05-10, that the calendar has.</summary>
    public static bool IsDate(ReadOnlySpan<char> text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether the text is a time with a zone, 2026-05-10T08:00:00Z or 2026-05-10T08:00:00.000+02:00.</summary>
    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length is < 20 or > 34 || text[10] is not ('T' or 't') || !IsDate(text[..10]) || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        if (!IsBelow(text.Slice(11, 2), 24) || !IsBelow(text.Slice(14, 2), 60) || !IsBelow(text.Slice(17, 2), 60))
        {
            return false;
        }

        var zone = text[19..];
        if (zone[0] == '.')
        {
            var end = zone[1..].IndexOfAnyExceptInRange('0', '9');
            if (end is < 1 or > 9)
            {
                return false;
            }

            zone = zone[(end + 1)..];
        }

        return zone is ['Z' or 'z']
            || (zone is ['+' or '-', _, _, ':', _, _] && IsBelow(zone[1..3], 24) && IsBelow(zone[4..], 60))
            || (zone is ['+' or '-', _, _, _, _] && IsBelow(zone[1..3], 24) && IsBelow(zone[3..], 60));
    }

    private static bool IsBelow(ReadOnlySpan<char> digits, int limit) =>
        digits.Length == 2 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[1]) && ((digits[0] - '0') * 10) + digits[1] - '0' < limit;
}
