using System.Text.Json;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>What a simulated system looks at before it does anything: the record that must be there (<c>known</c>), and what it refuses (<c>refuses</c>).</summary>
internal sealed class SimulatedChecks
{
    private readonly JsonElement? known;
    private readonly JsonElement? missing;
    private readonly JsonElement[] refuses;

    /// <summary>Reads a tool's checks.</summary>
    /// <param name="sandbox">The tool's sandbox.</param>
    /// <param name="missing">The answer when the known record is not there.</param>
    public SimulatedChecks(JsonElement? sandbox, JsonElement? missing)
    {
        known = SandboxJson.Member(sandbox, "known");
        this.missing = missing;
        refuses = SandboxJson.Member(sandbox, "refuses") is { ValueKind: JsonValueKind.Array } rules ? [.. rules.EnumerateArray()] : [];
    }

    /// <summary>Gives the refusal, or null; then <paramref name="found"/> is the known record, if the tool has one.</summary>
    public SimulatorResponse? Refuse(Func<string, SimulatedCollection?> collections, Func<string, JsonElement?> find, out JsonElement? found)
    {
        found = null;
        if (known is { } needed)
        {
            if (Records(needed, collections, find) is not [var first, ..])
            {
                return SimulatedAnswer.From(missing, 404, find);
            }

            found = first;
        }

        foreach (var rule in refuses)
        {
            if (Counts(rule, find) && IsMet(rule, collections, find))
            {
                return SimulatedAnswer.From(SandboxJson.Member(rule, "answer"), 400, find);
            }
        }

        return null;
    }

    private static bool Counts(JsonElement rule, Func<string, JsonElement?> find) => SandboxJson.Member(rule, "if") is not { } values
        || values.EnumerateObject().All(value => find(value.Name) is { } given && SandboxJson.Plain(value.Value) is var wanted && (wanted == "*" || SandboxJson.Plain(given) == wanted));

    private static bool IsMet(JsonElement rule, Func<string, SimulatedCollection?> collections, Func<string, JsonElement?> find) =>
        SandboxJson.Member(rule, "unless") is { } needed ? Records(needed, collections, find).Count == 0
        : SandboxJson.Member(rule, "when") is not { } harmful || Records(harmful, collections, find).Count > 0;

    private static List<JsonElement> Records(JsonElement rule, Func<string, SimulatedCollection?> collections, Func<string, JsonElement?> find) =>
        collections(SandboxJson.String(rule, "collection") ?? "")?.Find(SandboxJson.Member(rule, "where"), find) ?? [];
}
