using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Which rows of an answer stay, for systems that can't select themselves. A rule whose value is missing lets every row pass.</summary>
internal sealed class RowRule
{
    private static readonly string[] Kinds = ["equals", "one_of", "contains", "at_least", "at_most", "in_scope"];
    private readonly Placeholder at;
    private readonly string kind;
    private readonly string key;
    private readonly Template value;

    private RowRule(JsonElement rule)
    {
        at = ResultNode.Source(Json.String(rule, "at") ?? ".", out _) ?? throw new FormatException("A rule's source was not checked.");
        kind = Array.Find(Kinds, key => rule.TryGetProperty(key, out _)) ?? "equals";
        key = Json.String(rule, kind) ?? "";
        value = Template.Parse(key);
    }

    /// <summary>Reads checked rules.</summary>
    public static RowRule[] Read(JsonElement node) =>
        Json.Member(node, "where") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(static rule => new RowRule(rule))] : [];

    /// <summary>Whether the row in the scope stays.</summary>
    public bool Passes(in TemplateScope scope)
    {
        if (kind == "in_scope")
        {
            return Guard.ScopeList.Allows(scope.RoleScope, key, at.Value(scope));
        }

        if (value.Value(scope) is not { } wanted)
        {
            return true;
        }

        if (at.Value(scope) is not { } found)
        {
            return false;
        }

        var text = Json.Plain(found);
        return kind switch
        {
            "one_of" => wanted.ValueKind != JsonValueKind.Array || wanted.EnumerateArray().Any(item => string.Equals(Json.Plain(item), text, StringComparison.OrdinalIgnoreCase)),
            "contains" => text.Contains(Json.Plain(wanted), StringComparison.OrdinalIgnoreCase),
            "at_least" => Compare(found, wanted) >= 0,
            "at_most" => Compare(found, wanted) <= 0,
            _ => string.Equals(text, Json.Plain(wanted), StringComparison.OrdinalIgnoreCase),
        };
    }

    // ISO dates compare as texts.
    private static int Compare(JsonElement left, JsonElement right) => left.ValueKind == JsonValueKind.Number && Json.Decimal(left) is { } number && Json.Decimal(right) is { } other
        ? number.CompareTo(other)
        : string.CompareOrdinal(Json.Plain(left), Json.Plain(right));
}
