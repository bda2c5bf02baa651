using System.Globalization;

namespace CodexMcp.Core.Configuration;

/// <summary>Reads durations as operators write them: <c>250ms</c>, <c>30s</c>, <c>1m</c>, <c>2h</c>.</summary>
public static class Duration
{
    /// <summary>Reads a whole number with its unit, 1 ms to 24 h; false for everything else.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null)
        {
            return false;
        }

        var unit = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => 1L,
            _ when text.EndsWith('s') => 1_000L,
            _ when text.EndsWith('m') => 60_000L,
            _ when text.EndsWith('h') => 3_600_000L,
            _ => 0L,
        };
        var digits = text.AsSpan(0, Math.Max(0, text.Length - (unit == 1 ? 2 : 1)));
        if (unit == 0 || digits.Length is 0 or > 8
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count * unit is < 1 or > 24 * 3_600_000L)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(count * unit);
        return true;
    }
}
