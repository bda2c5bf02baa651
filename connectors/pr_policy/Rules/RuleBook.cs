using System.Collections.Concurrent;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.PrPolicy.Rules;

/// <summary>The rule sets of a role, read from its scope once and kept until the files change.</summary>
internal sealed class RuleBook
{
    /// <summary>More versions of files than a host meets in its life: then all are forgotten and read again.</summary>
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<string, RuleSet> kept = new(StringComparer.Ordinal);

    /// <summary>Gives the sets in the order of the scope.</summary>
    /// <exception cref="ConnectorException">There are none, or one can't be used: nothing is checked with half of the rules.</exception>
    public IReadOnlyList<RuleSet> Of(JsonElement? scope)
    {
        if (scope is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty("rules", out var texts) || texts.ValueKind != JsonValueKind.Array || texts.GetArrayLength() == 0)
        {
            throw Wrong("The role has no rule files.");
        }

        var sets = new List<RuleSet>();
        foreach (var text in texts.EnumerateArray())
        {
            var set = Read(text.GetString() ?? "");
            sets.Add(sets.TrueForAll(other => other.Id != set.Id) ? set : throw Wrong($"Two rule files of the role have the id {set.Id}."));
        }

        return sets;
    }

    private RuleSet Read(string text)
    {
        if (kept.TryGetValue(text, out var there))
        {
            return there;
        }

        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept.GetOrAdd(text, static text => YamlDocument.Read("rules", text, out var problem) is { } document ? RuleReader.Read(document) : throw Wrong($"A rule file can't be read: {problem}"));
    }

    private static ConnectorException Wrong(string message) =>
        new(ConnectorFailure.Configuration, message, "Ask the role's owner to correct scope.rules of pr_policy in role.yaml.");
}
