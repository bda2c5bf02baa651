using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>How often an atom may repeat.</summary>
/// <param name="Text">As .NET writes it.</param>
/// <param name="Copies">How many copies of the atom a matcher without counters needs.</param>
internal readonly record struct Quantifier(string Text, long Copies)
{
    public static bool IsAt(string source, int position) => TryRead(source, ref position, out _);

    public static bool TryRead(string source, ref int position, out Quantifier quantifier)
    {
        quantifier = default;
        if (position >= source.Length)
        {
            return false;
        }

        var start = position;
        long copies;
        if (source[position] is '*' or '+' or '?')
        {
            copies = source[position++] == '+' ? 2 : 1;
        }
        else if (source[position] != '{' || !TryReadBraces(source, ref position, out copies))
        {
            return false;
        }

        position += position < source.Length && source[position] == '?' ? 1 : 0;
        quantifier = new Quantifier(source[start..position], copies);
        return true;
    }

    private static bool TryReadBraces(string source, ref int position, out long copies)
    {
        copies = 0;
        var end = source.IndexOf('}', position);
        if (end < 0)
        {
            return false;
        }

        var parts = source[(position + 1)..end].Split(',');
        if (parts.Length > 2 || parts[0].Length == 0 || !parts.All(part => part.All(char.IsAsciiDigit)))
        {
            return false;
        }

        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var minimum))
        {
            throw new PatternException($"`{{{Limit(parts[0])}` repeats too often. Use a smaller number.");
        }

        var maximum = minimum;
        if (parts.Length == 2 && parts[1].Length > 0 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out maximum))
        {
            throw new PatternException($"`{Limit(parts[1])}}}` repeats too often. Use a smaller number.");
        }

        if (maximum < minimum)
        {
            throw new PatternException($"`{{{minimum},{maximum}}}` has its numbers in the wrong order. Swap them.");
        }

        copies = Math.Max(1L, maximum) + (parts.Length == 2 && parts[1].Length == 0 ? 1 : 0);
        position = end + 1;
        return true;
    }

    private static string Limit(string digits) => digits.Length <= 20 ? digits : $"{digits[..20]}…";
}
