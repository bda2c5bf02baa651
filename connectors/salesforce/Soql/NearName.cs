namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>What a wrong name was probably meant to be. Only names that may be known are ever offered.</summary>
internal static class NearName
{
    private const int MaxLength = 80;

    /// <summary>The candidate with the fewest edits, or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var bound = name.Length is 0 or > MaxLength ? 0 : Math.Max(2, (name.Length / 3) + 1);
        foreach (var candidate in candidates)
        {
            if (candidate.Length <= MaxLength && Math.Abs(candidate.Length - name.Length) < bound && Distance(name, candidate) is var distance && distance < bound)
            {
                (best, bound) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>"Did you mean x?", or the first names there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates, string listed, string none)
    {
        if (Find(name, candidates) is { } near)
        {
            return $"Did you mean {near}?";
        }

        return candidates.Count == 0 ? none : $"{listed} {string.Join(", ", candidates.Take(20))}{(candidates.Count > 20 ? ", …" : "")}.";
    }

    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + cost);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
