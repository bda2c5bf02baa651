using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.McpKind.Manifest;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>Asks a server to complete an argument, and reads what it proposes: short lines, a hundred at most.</summary>
internal static class Completions
{
    private const int MostValues = 100;
    private const int LongestValue = 500;

    /// <summary>Nothing is proposed.</summary>
    public static ToolResult None { get; } = Result([], 0, false);

    /// <summary>The request in the server's words.</summary>
    public static UpstreamRequest Request(ToolInvocation invocation, UpstreamRules rules)
    {
        var (kind, key) = invocation.Tool.Uri is { } uri
            ? (DefinitionKind.Template, uri)
            : (DefinitionKind.Prompt, rules.Prompts.First(rule => rule.Action == invocation.Tool.Action).Upstream);
        var parameters = new JsonObject
        {
            ["ref"] = kind == DefinitionKind.Prompt ? new JsonObject { ["type"] = "ref/prompt", ["name"] = key } : new JsonObject { ["type"] = "ref/resource", ["uri"] = key },
            ["argument"] = new JsonObject { ["name"] = Json.String(invocation.Arguments, "argument"), ["value"] = Json.String(invocation.Arguments, "value") },
        };
        if (Json.Member(invocation.Arguments, "context") is { } context)
        {
            parameters["context"] = new JsonObject { ["arguments"] = Questions.Node(context) };
        }

        return new(kind, key, "completion/complete", parameters);
    }

    /// <summary>Reads the server's answer; one that makes no sense proposes nothing.</summary>
    public static ToolResult Read(JsonElement result)
    {
        if (Json.Member(result, "completion") is not { } completion || Json.Member(completion, "values") is not { ValueKind: JsonValueKind.Array } proposed)
        {
            return None;
        }

        var values = new List<string>();
        foreach (var value in proposed.EnumerateArray())
        {
            if (values.Count == MostValues)
            {
                break;
            }

            if (value.ValueKind == JsonValueKind.String && Native.VendorText.Clean(value.GetString(), LongestValue) is { Length: > 0 } clean)
            {
                values.Add(clean);
            }
        }

        var all = Math.Max(Json.Int(completion, "total") ?? 0, proposed.GetArrayLength() > MostValues ? proposed.GetArrayLength() : values.Count);
        return Result(values, all, all > values.Count || Json.Member(completion, "hasMore") is { ValueKind: JsonValueKind.True });
    }

    private static ToolResult Result(List<string> values, int total, bool more) => new()
    {
        Structured = Json.Build((values, total, more), static (writer, found) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("values"u8);
            foreach (var value in found.values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
            writer.WriteNumber("total"u8, found.total);
            writer.WriteBoolean("has_more"u8, found.more);
            writer.WriteEndObject();
        }),
    };
}
