namespace CodexMcp.JsonSchema;

/// <summary>Durations of RFC 3339, appendix A: weeks alone, or neighbouring units from the largest down.</summary>
internal static class Durations
{
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != 'P')
        {
            return false;
        }

        text = text[1..];
        if (IsUnits(text, "W"))
        {
            return true;
        }

        var time = text.IndexOf('T');
        var date = time < 0 ? text : text[..time];
        return (date.IsEmpty ? time >= 0 : IsUnits(date, "YMD")) && (time < 0 || IsUnits(text[(time + 1)..], "HMS"));
    }

    /// <summary>One or more numbers with units that follow each other in the list without a gap.</summary>
    private static bool IsUnits(ReadOnlySpan<char> text, ReadOnlySpan<char> units)
    {
        var next = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            var unit = digits < 1 ? -1 : units.IndexOf(text[digits]);
            if (unit < 0 || next >= 0 && unit != next)
            {
                return false;
            }

            next = unit + 1;
            text = text[(digits + 1)..];
        }

        return next >= 0;
    }
}
