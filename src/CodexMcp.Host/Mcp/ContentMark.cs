using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Host.Mcp;

/// <summary>Tells a client, in <c>_meta</c>, which content came from outside, from where, and what in it looks like orders to the model.</summary>
internal static class ContentMark
{
    /// <summary>The key of the mark. A result without it is the host's own word.</summary>
    private const string Key = "codex-mcp/content";

    /// <summary>The key of where the data of a result comes from: the same as in the result itself, for clients that keep it beside what they show.</summary>
    private const string ProvenanceKey = "codex-mcp/provenance";

    /// <summary>The delimiters of a result; null where the role has none, and where no words from outside stand in the text.</summary>
    public static Delimiters? Delimiters(CallOutcome outcome) =>
        outcome.Outside is { Delimited: true, Source: var source } && ContentWriter.HasWords(outcome) ? Unlike(outcome, source) : null;

    /// <summary>The mark, with what came beside the content; null for what the host says itself.</summary>
    public static JsonObject? Meta(CallOutcome outcome, Delimiters? delimiters)
    {
        var beside = ContentWriter.Object(outcome.Meta);
        if (outcome.Outside is not { } outside)
        {
            return beside;
        }

        var mark = new JsonObject { ["trust"] = "untrusted", ["source"] = outside.Source };
        if (delimiters is not null)
        {
            mark["delimiter"] = delimiters.Number;
        }

        if (outside.Flags.Count > 0)
        {
            mark["flags"] = new JsonArray([.. outside.Flags.Select(static flag => (JsonNode)JsonValue.Create(flag))]);
        }

        // The host's own word stands last: nothing that came with the content can stand in for it.
        beside ??= [];
        beside[Key] = mark;
        beside.Remove(ProvenanceKey);
        if (!outcome.IsError && outcome.Structured is { ValueKind: JsonValueKind.Object } result && result.TryGetProperty("provenance", out var provenance) && provenance.ValueKind == JsonValueKind.Object)
        {
            beside[ProvenanceKey] = JsonObject.Create(provenance);
        }

        return beside;
    }

    /// <summary>A number that the words have by chance, or because somebody could guess, is not used.</summary>
    private static Delimiters Unlike(CallOutcome outcome, string source)
    {
        while (true)
        {
            var delimiters = new Delimiters(source);
            if (!outcome.Text.Contains(delimiters.Number, StringComparison.OrdinalIgnoreCase) && !ContentWriter.Has(outcome, delimiters.Number))
            {
                return delimiters;
            }
        }
    }
}
