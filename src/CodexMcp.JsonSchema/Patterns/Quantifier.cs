using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>How often an atom may repeat.</summary>
/// <param name="Text">As .NET writes it.</param>
/// <param name="Minimum">At least so often.</param>
/// <param name="Maximum">At most so often; null for any number.</param>
internal readonly record struct Quantifier(string Text, int Minimum, int? Maximum)
{
    /// <summary>How many copies of the atom a matcher without counters needs.</summary>
    public long Copies => Maximum is { } maximum ? Math.Max(1, maximum) : Minimum + 1L;

    public static bool IsAt(string source, int position) => TryRead(source, ref position, out _);

    public static bool TryRead(string source, ref int position, out Quantifier quantifier)
    {
        quantifier = default;
        if (position >= source.Length)
        {
            return false;
        }

        var start = position;
        int minimum;
        int? maximum;
        if (source[position] is '*' or '+' or '?')
        {
            (minimum, maximum) = source[position++] switch { '*' => (0, null), '+' => (1, null), _ => (0, (int?)1) };
        }
        else if (source[position] != '{' || !TryReadBraces(source, ref position, out minimum, out maximum))
        {
            return false;
        }

        // Whether a loop is lazy only changes what is found, never whether anything is; and .NET miscounts lazy loops inside loops.
        quantifier = new Quantifier(source[start..position], minimum, maximum);
        position += position < source.Length && source[position] == '?' ? 1 : 0;
        return true;
    }

    private static bool TryReadBraces(string source, ref int position, out int minimum, out int? maximum)
    {
        (minimum, maximum) = (0, null);
        var end = source.IndexOf('}', position);
        var parts = end < 0 ? [] : source[(position + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || parts[0].Length == 0 || !parts.All(part => part.All(char.IsAsciiDigit)))
        {
            return false;
        }

        minimum = ReadNumber(parts[0]);
        maximum = parts is [_] ? minimum : parts[1].Length == 0 ? null : ReadNumber(parts[1]);
        if (maximum < minimum)
        {
            throw new PatternException($"`{{{minimum},{maximum}}}` has its numbers in the wrong order. Swap them.");
        }

        position = end + 1;
        return true;
    }

    private static int ReadNumber(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new PatternException($"`{{{Limit(digits)}}}` repeats too often. Use a smaller number.");

    private static string Limit(string digits) => digits.Length <= 20 ? digits : $"{digits[..20]}…";
}
