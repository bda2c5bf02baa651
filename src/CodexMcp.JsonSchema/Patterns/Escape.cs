using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>Reads what follows a backslash.</summary>
internal static class Escape
{
    private const int MaxPropertyName = 64;

    public static CodePoints Read(string source, ref int position, bool inClass)
    {
        if (position + 1 >= source.Length)
        {
            throw new PatternException("it ends with a single `\\`. Remove it or write `\\\\`.");
        }

        var c = source[position + 1];
        position += 2;
        return c switch
        {
            'd' => Digits(),
            'D' => Digits().Complement(),
            'w' => Word(),
            'W' => Word().Complement(),
            's' => Space(),
            'S' => Space().Complement(),
            'p' => new CodePoints().Add(Property(source, ref position)),
            'P' => new CodePoints().Add(Property(source, ref position)).Complement(),
            't' => One('\t'),
            'n' => One('\n'),
            'v' => One('\v'),
            'f' => One('\f'),
            'r' => One('\r'),
            'b' when inClass => One('\b'),
            '-' => One('-'),
            '0' when position >= source.Length || !char.IsAsciiDigit(source[position]) => One('\0'),
            'c' when position < source.Length && char.IsAsciiLetter(source[position]) => One(source[position++] & 31),
            'x' => One(Hex(source, ref position, 2)),
            'u' => One(Unicode(source, ref position)),
            _ when !char.IsAsciiLetterOrDigit(c) && !char.IsSurrogate(c) => One(c),
            _ => throw new PatternException($"`\\{c}` is not an escape of ECMAScript. Remove the backslash or use an escape that exists."),
        };
    }

    private static CodePoints One(int codePoint) => new CodePoints().Add(codePoint, codePoint);

    private static CodePoints Digits() => new CodePoints().Add('0', '9');

    private static CodePoints Word() => new CodePoints().Add('0', '9').Add('A', 'Z').Add('_', '_').Add('a', 'z');

    private static CodePoints Space() => new CodePoints().Add('\t', '\r').Add(' ', ' ').Add('\u00A0', '\u00A0').Add('\u1680', '\u1680')
        .Add('\u2000', '\u200A').Add('\u2028', '\u2029').Add('\u202F', '\u202F').Add('\u205F', '\u205F').Add('\u3000', '\u3000').Add('\uFEFF', '\uFEFF');

    private static int Unicode(string source, ref int position)
    {
        if (position < source.Length && source[position] == '{')
        {
            var end = source.IndexOf('}', position);
            var digits = end < 0 ? "" : source[(position + 1)..end];
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint) || codePoint is < 0 or > 0x10FFFF)
            {
                throw new PatternException("`\\u{…}` does not hold the number of a character. Write up to six hexadecimal digits, at most 10FFFF.");
            }

            position = end + 1;
            return codePoint;
        }

        var unit = Hex(source, ref position, 4);
        if (char.IsHighSurrogate((char)unit) && source.AsSpan(position).StartsWith("\\u", StringComparison.Ordinal))
        {
            var next = position + 2;
            if (next < source.Length && source[next] != '{' && Hex(source, ref next, 4) is var low && char.IsLowSurrogate((char)low))
            {
                position = next;
                return char.ConvertToUtf32((char)unit, (char)low);
            }
        }

        return unit;
    }

    private static int Hex(string source, ref int position, int digits)
    {
        var text = source.AsSpan(position, Math.Min(digits, source.Length - position));
        if (text.Length < digits || text.ContainsAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF")))
        {
            throw new PatternException($"an escape lacks its {digits} hexadecimal digits. Add them.");
        }

        position += digits;
        return int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static CodePoints Property(string source, ref int position)
    {
        var end = position < source.Length && source[position] == '{' ? source.IndexOf('}', position) : -1;
        var name = end < 0 ? "" : source[(position + 1)..end];
        if (name.Length is > 0 and <= MaxPropertyName && !name.Contains(':') && UnicodeProperties.Find(name) is { } points)
        {
            position = end + 1;
            return points;
        }

        throw new PatternException($"`\\p{{{Text.Printable(name, MaxPropertyName)}}}` is not a property known here. Use a general category such as " +
            "`\\p{L}` or a script such as `\\p{Script=Greek}`.");
    }
}
