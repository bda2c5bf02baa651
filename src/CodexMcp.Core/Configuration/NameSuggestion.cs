using CodexMcp.JsonSchema;

namespace CodexMcp.Core.Configuration;

/// <summary>What to write instead of a name that is not known.</summary>
public static class NameSuggestion
{
    /// <summary>Gives "Did you mean 'x'?", or the names there are, or <paramref name="none"/> when there is none.</summary>
    public static string For(string name, IReadOnlyCollection<string> candidates, string kind, string none)
    {
        if (NearestName.Find(name, [.. candidates]) is { } nearest)
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
}
