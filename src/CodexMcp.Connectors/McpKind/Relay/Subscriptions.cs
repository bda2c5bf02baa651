using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Relay;

/// <summary>What the operation that watches a resource answers.</summary>
internal static class Subscriptions
{
    private static readonly JsonElement Watched = Json.Build(true, Write);
    private static readonly JsonElement Unwatched = Json.Build(false, Write);

    /// <summary>Says whether the server tells of changes.</summary>
    public static ToolResult Result(bool watched) => new() { Structured = watched ? Watched : Unwatched };

    private static void Write(Utf8JsonWriter writer, bool watched)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("watched"u8, watched);
        writer.WriteEndObject();
    }
}
