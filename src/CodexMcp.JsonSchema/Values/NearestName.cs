namespace CodexMcp.JsonSchema;

/// <summary>Finds the known name that a wrong one was probably meant to be.</summary>
public static class NearestName
{
    private const int MaxLength = 64;
    private const int MaxCandidates = 1_000;

    /// <summary>
    /// Gives the candidate with the fewest edits (a swap of neighbours counts as one; a capital, or a dash for an underscore, as none), or
    /// null when none is near. Names of more than 64 characters, and candidates after the first 1,000, are not looked at.
    /// </summary>
    public static string? Find(string name, params ReadOnlySpan<string> candidates)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return null;
        }

        // A third of the letters may differ: more is a guess.
        string? nearest = null;
        var fewest = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates[..Math.Min(candidates.Length, MaxCandidates)])
        {
            if (candidate.Length <= MaxLength && Math.Abs(candidate.Length - name.Length) < fewest)
            {
                var edits = Distance(name, candidate);
                if (edits < fewest)
                {
                    (nearest, fewest) = (candidate, edits);
                }
            }
        }

        return nearest;
    }

    /// <summary>" Did you mean `x`?" or nothing.</summary>
    internal static string Hint(string wrong, ReadOnlySpan<string> known, char quote = '`') =>
        Find(wrong, known) is { } nearest ? $" Did you mean {quote}{Text.Printable(nearest, MaxLength)}{quote}?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
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
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
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

    private static bool Same(char left, char right) =>
        left == right || char.ToLowerInvariant(left) == char.ToLowerInvariant(right) || (left is '-' or '_' && right is '-' or '_');
}
