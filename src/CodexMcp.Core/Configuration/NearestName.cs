namespace CodexMcp.Core.Configuration;

/// <summary>Finds the name that somebody may have meant.</summary>
public static class NearestName
{
    /// <summary>Gives the candidate with the fewest edits (a swap of neighbours counts as one), or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > 64)
        {
            return null;
        }

        string? nearest = null;
        var fewest = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length <= 64 && Math.Abs(candidate.Length - name.Length) < fewest)
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

    /// <summary>Gives "Did you mean 'x'?", or the names there are, or <paramref name="none"/> when there is none.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> candidates, string kind, string none)
    {
        if (Find(name, candidates) is { } nearest)
        {
            return $"Did you mean '{nearest}'?";
        }

        if (candidates.Count == 0)
        {
            return none;
        }

        var sorted = candidates.Order(StringComparer.Ordinal).Take(12).ToList();
        return $"{kind}: {string.Join(", ", sorted)}{(candidates.Count > sorted.Count ? ", ..." : "")}.";
    }

    private static int Distance(string left, string right)
    {
        Span<int> before = stackalloc int[right.Length + 1];
        Span<int> previous = stackalloc int[right.Length + 1];
        Span<int> current = stackalloc int[right.Length + 1];
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

            previous.CopyTo(before);
            current.CopyTo(previous);
        }

        return previous[right.Length];
    }

    // A dash for an underscore, or a capital, is hardly a mistake.
    private static bool Same(char left, char right) =>
        left == right || char.ToLowerInvariant(left) == char.ToLowerInvariant(right) || (left is '-' or '_' && right is '-' or '_');
}
