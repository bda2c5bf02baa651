namespace CodexMcp.JsonSchema;

/// <summary>Finds the known name that a wrong one was probably meant to be.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;
    private const int MaxCandidates = 1_000;

    /// <summary>" Did you mean `x`?" or nothing.</summary>
    public static string Hint(string wrong, ReadOnlySpan<string> known, char quote = '`')
    {
        string? nearest = null;
        var best = int.MaxValue;
        if (wrong.Length is > 0 and <= MaxLength)
        {
            // A third of the letters may differ: more is a guess.
            var limit = Math.Max(1, wrong.Length / 3);
            foreach (var name in known[..Math.Min(known.Length, MaxCandidates)])
            {
                if (name.Length <= MaxLength && Math.Abs(name.Length - wrong.Length) <= limit && Distance(wrong, name) is var distance
                    && distance <= limit && distance < best)
                {
                    best = distance;
                    nearest = name;
                }
            }
        }

        return nearest is null ? "" : $" Did you mean {quote}{Text.Printable(nearest, MaxLength)}{quote}?";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words; case differences are free but for a tie.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> before = stackalloc int[MaxLength + 1];
        Span<int> previous = stackalloc int[MaxLength + 1];
        Span<int> current = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[right.Length];
    }
}
