using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.PrPolicy.Rules;

/// <summary>Makes a rule set of a document that the scope's schema has been checked for.</summary>
internal static class RuleReader
{
    /// <exception cref="ConnectorException">A pattern can't be used, or two rules share a code.</exception>
    public static RuleSet Read(JsonElement document)
    {
        var id = Text(document, "id") ?? throw Wrong("A rule file has no id.");
        var rules = new List<Rule>();
        foreach (var item in document.GetProperty("rules").EnumerateArray())
        {
            var rule = Read(id, item);
            rules.Add(rules.TrueForAll(other => other.Code != rule.Code) ? rule : throw Wrong($"The rule file {id} has two rules {rule.Code}."));
        }

        return new(id, Text(document, "version") ?? "", rules);
    }

    private static Rule Read(string set, JsonElement item)
    {
        var code = Text(item, "code") ?? throw Wrong($"A rule of {set} has no code.");
        return new(code, SeverityNames.Parse(Text(item, "severity")), Text(item, "message") ?? "", Text(item, "remediation") ?? "")
        {
            Paths = PathPattern.ParseAll(Texts(item, "paths")),
            Except = PathPattern.ParseAll(Texts(item, "except")),
            Statuses = Texts(item, "status"),
            Added = Pattern(set, code, item, "added_matches"),
            Removed = Pattern(set, code, item, "removed_matches"),
            NeedsFile = item.TryGetProperty("needs_file", out var needs) ? (Text(needs, "replace") ?? "", Text(needs, "with") ?? "") : null,
            NeedsAny = PathPattern.ParseAll(Texts(item, "needs_any")),
        };
    }

    private static Regex? Pattern(string set, string code, JsonElement item, string key)
    {
        if (Text(item, key) is not { } pattern)
        {
            return null;
        }

        try
        {
            // Diffs come from outside: no line of them may cost more than its length.
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw Wrong($"The pattern of {set}/{code} can't be used.", exception);
        }
    }

    private static string? Text(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Texts(JsonElement item, string key) =>
        item.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(static each => each.GetString() ?? "")] : [];

    private static ConnectorException Wrong(string message, Exception? inner = null) =>
        new(ConnectorFailure.Configuration, message, "Ask the role's owner to correct its rule files.", inner: inner);
}
