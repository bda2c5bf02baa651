using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Manifest;

/// <summary>The operation that completes the arguments of a server's prompt or resource template: a read of its own, for the named arguments only.</summary>
internal static class CompletionOffer
{
    private const int LongestValue = 1_000;

    // Somebody is typing: a late proposal helps nobody.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Gives the offer with its completion; one without arguments stays as it is.</summary>
    public static ToolDefinition Add(IReadOnlyList<string> arguments, ToolDefinition offer) => arguments.Count == 0 ? offer : offer with
    {
        Completion = offer with
        {
            Name = $"completion:{offer.Name}",
            Kind = ToolKind.Completion,
            Description = "",
            Arguments = [],
            InputSchema = Json.Build(arguments, Schema),
            Timeout = Patience,
        },
    };

    private static void Schema(Utf8JsonWriter writer, IReadOnlyList<string> arguments)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "object"u8);
        writer.WriteStartObject("properties"u8);
        writer.WriteStartObject("argument"u8);
        writer.WriteStartArray("enum"u8);
        foreach (var argument in arguments)
        {
            writer.WriteStringValue(argument);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        Text(writer, "value");
        writer.WriteStartObject("context"u8);
        writer.WriteString("type"u8, "object"u8);
        writer.WriteStartObject("properties"u8);
        foreach (var argument in arguments)
        {
            Text(writer, argument);
        }

        writer.WriteEndObject();
        writer.WriteBoolean("additionalProperties"u8, false);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("required"u8);
        writer.WriteStringValue("argument"u8);
        writer.WriteStringValue("value"u8);
        writer.WriteEndArray();
        writer.WriteBoolean("additionalProperties"u8, false);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type"u8, "string"u8);
        writer.WriteNumber("maxLength"u8, LongestValue);
        writer.WriteEndObject();
    }
}
