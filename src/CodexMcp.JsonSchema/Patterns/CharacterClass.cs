namespace CodexMcp.JsonSchema;

/// <summary>Reads <c>[…]</c>.</summary>
internal static class CharacterClass
{
    /// <summary>Reads from behind the opening bracket to behind the closing one.</summary>
    public static CodePoints Read(string source, ref int position)
    {
        var negated = position < source.Length && source[position] == '^';
        position += negated ? 1 : 0;
        var points = new CodePoints();
        while (position < source.Length && source[position] != ']')
        {
            var first = ReadOne(source, ref position, out var single);
            if (!IsRange(source, position))
            {
                points.Add(first);
                continue;
            }

            position++;
            var last = ReadOne(source, ref position, out var otherSingle);
            if (single < 0 || otherSingle < 0)
            {
                // `[\w-.]`: a dash beside a class stands for itself.
                points.Add(first).Add('-', '-').Add(last);
            }
            else if (otherSingle < single)
            {
                throw new PatternException("a range in `[…]` runs backwards. Swap its ends.");
            }
            else
            {
                points.Add(single, otherSingle);
            }
        }

        if (position >= source.Length)
        {
            throw new PatternException("a `[` has no `]`. Add the one or escape the other as `\\[`.");
        }

        position++;
        return negated ? points.Complement() : points;
    }

    private static bool IsRange(string source, int position) =>
        position + 1 < source.Length && source[position] == '-' && source[position + 1] != ']';

    private static CodePoints ReadOne(string source, ref int position, out int single)
    {
        CodePoints points;
        if (source[position] == '\\')
        {
            points = Escape.Read(source, ref position, inClass: true);
        }
        else
        {
            var codePoint = position + 1 < source.Length && char.IsSurrogatePair(source, position) ? char.ConvertToUtf32(source, position) : source[position];
            position += codePoint > 0xFFFF ? 2 : 1;
            points = new CodePoints().Add(codePoint, codePoint);
        }

        single = points.Ranges is [var (first, last)] && first == last ? first : -1;
        return points;
    }
}
