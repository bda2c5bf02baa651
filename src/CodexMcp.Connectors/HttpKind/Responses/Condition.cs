using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>Whether an answer that looks good carries an error all the same: a member that has a value, or any value at all.</summary>
internal sealed class Condition
{
    private readonly Pointer at;
    private readonly JsonElement? equals;

    private Condition(JsonElement rule)
    {
        at = Pointer.Parse(Json.String(rule, "at") ?? ".");
        equals = rule.TryGetProperty("equals", out var value) ? value : null;
    }

    /// <summary>Reads checked conditions.</summary>
    public static Condition[] Read(JsonElement section, string key) =>
        Json.Member(section, key) is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray().Select(static rule => new Condition(rule))] : [];

    /// <summary>Whether it holds.</summary>
    public bool IsMet(JsonElement answer) =>
        at.In(answer) is { } value && (equals is { } expected ? JsonElement.DeepEquals(value, expected) : !Json.IsEmpty(value));
}
