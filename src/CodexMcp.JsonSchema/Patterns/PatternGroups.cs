using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>The capture groups of a pattern, found before it is read, because a reference may come first.</summary>
internal sealed class PatternGroups
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether any back-reference needs what groups capture.</summary>
    public bool AreReferenced { get; private set; }

    public static PatternGroups Find(string source)
    {
        var groups = new PatternGroups();
        var inClass = false;
        for (var i = 0; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '\\':
                    i++;
                    groups.AreReferenced |= !inClass && i < source.Length && source[i] is 'k' or (>= '1' and <= '9');
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    groups.Add(source, i + 1);
                    break;
            }
        }

        return groups;
    }

    /// <summary>Reads <c>\1</c> or <c>\k&lt;name&gt;</c>; 0 when neither is there.</summary>
    public int ReadReference(string source, ref int position)
    {
        var next = position + 1 < source.Length ? source[position + 1] : '\0';
        if (next == 'k')
        {
            var end = source.IndexOf('>', position);
            if (position + 2 >= source.Length || source[position + 2] != '<' || end < 0
                || !_numbers.TryGetValue(source[(position + 3)..end], out var named))
            {
                throw new PatternException("`\\k` does not name a group of the pattern. Write `\\k<name>` with the name of a group.");
            }

            position = end + 1;
            return named;
        }

        if (next is < '1' or > '9')
        {
            return 0;
        }

        var digits = 1;
        while (position + 1 + digits < source.Length && char.IsAsciiDigit(source[position + 1 + digits]))
        {
            digits++;
        }

        if (!int.TryParse(source.AsSpan(position + 1, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > _count)
        {
            throw new PatternException($"it refers back to a group that does not exist. It has {_count}.");
        }

        position += 1 + digits;
        return number;
    }

    private void Add(string source, int position)
    {
        if (position >= source.Length || source[position] != '?')
        {
            _count++;
            return;
        }

        var isNamed = position + 2 < source.Length && source[position + 1] == '<' && source[position + 2] is not ('=' or '!');
        if (!isNamed)
        {
            return;
        }

        var end = source.IndexOf('>', position);
        var name = end < 0 ? "" : source[(position + 2)..end];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$') || !_numbers.TryAdd(name, ++_count))
        {
            throw new PatternException("a group has no proper name of its own. Name each group differently, with letters and digits.");
        }
    }
}
