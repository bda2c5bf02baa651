using CodexMcp.JsonSchema;

namespace CodexMcp.Connectors.Native;

/// <summary>What a wrong name was probably meant to be. Only names that may be known are ever offered.</summary>
public static class NearName
{
    /// <summary>The candidate with the fewest edits, or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates) => NearestName.Find(name, [.. candidates]);

    /// <summary>"Did you mean x?", or the first names there are after <paramref name="listed"/>, or <paramref name="none"/>.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates, string listed, string none)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return Find(name, candidates) is { } near ? $"Did you mean {near}?"
            : candidates.Count == 0 ? none
            : $"{listed} {string.Join(", ", candidates.Take(20))}{(candidates.Count > 20 ? ", …" : "")}.";
    }
}
