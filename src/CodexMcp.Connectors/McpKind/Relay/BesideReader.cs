using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>
/// Reads what a server says beside its content: annotations, and <c>_meta</c> without the keys that mean something to a host or a client. A mark of trust,
/// an approval or a continuation can't be forged there.
/// </summary>
internal static class BesideReader
{
    private const int MostBytes = 8 * 1024;
    private const int LongestKey = 128;

    // The protocol's own words, and those of traces: they belong to the hop that they were said on.
    private static readonly string[] Taken = ["progressToken", "traceparent", "tracestate", "baggage"];

    /// <summary>Reads <c>_meta</c>; null when nothing of it may be passed on.</summary>
    public static JsonElement? Meta(JsonElement said)
    {
        if (Json.Member(said, "_meta") is not { ValueKind: JsonValueKind.Object } meta || JsonMarshal.GetRawUtf8Value(meta).Length > MostBytes)
        {
            return null;
        }

        var free = new List<JsonProperty>();
        foreach (var member in meta.EnumerateObject())
        {
            if (IsFree(member.Name) && free.TrueForAll(there => there.Name != member.Name))
            {
                free.Add(member);
            }
        }

        return free.Count == 0 ? null : Json.Build(free, static (writer, free) =>
        {
            writer.WriteStartObject();
            foreach (var member in free)
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>Whether a key is the server's own to use: none of the protocol's, none of ours, none that Codex shows people approvals by.</summary>
    public static bool IsFree(string key)
    {
        if (key.Length is 0 or > LongestKey || Taken.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var slash = key.LastIndexOf('/');
        foreach (var label in key[..Math.Max(slash, 0)].Split('.', '/'))
        {
            if (label.Equals("mcp", StringComparison.OrdinalIgnoreCase) || label.Equals("modelcontextprotocol", StringComparison.OrdinalIgnoreCase)
                || label.StartsWith("codex", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return !key[(slash + 1)..].StartsWith("codex", StringComparison.OrdinalIgnoreCase)
            && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/');
    }

    /// <summary>Reads annotations; null when they say nothing that makes sense.</summary>
    public static ContentHints? Hints(JsonElement said)
    {
        if (Json.Member(said, "annotations") is not { ValueKind: JsonValueKind.Object } annotations)
        {
            return null;
        }

        bool user = false, assistant = false;
        foreach (var reader in Json.Member(annotations, "audience") is { ValueKind: JsonValueKind.Array } audience ? audience.EnumerateArray().Take(8) : [])
        {
            user |= reader.ValueKind == JsonValueKind.String && reader.ValueEquals("user"u8);
            assistant |= reader.ValueKind == JsonValueKind.String && reader.ValueEquals("assistant"u8);
        }

        float? priority = Json.Member(annotations, "priority") is { ValueKind: JsonValueKind.Number } number && number.TryGetSingle(out var value) && value is >= 0 and <= 1 ? value : null;
        DateTimeOffset? changed = Json.Member(annotations, "lastModified") is { ValueKind: JsonValueKind.String } time && time.TryGetDateTimeOffset(out var at) ? at : null;
        return user || assistant || priority is not null || changed is not null ? new(user, assistant, priority, changed) : null;
    }

    /// <summary>Parameters of a server's question without <c>_meta</c>: a client may take it for its own prompt.</summary>
    public static JsonElement WithoutMeta(JsonElement parameters) => Json.Member(parameters, "_meta") is null ? parameters : Json.Build(parameters, static (writer, parameters) =>
    {
        writer.WriteStartObject();
        foreach (var member in parameters.EnumerateObject().Where(static member => !member.NameEquals("_meta"u8)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    });
}
