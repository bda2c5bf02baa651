using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Canonical;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Hashes a whole tool definition: whatever an approver or an agent goes by is in it.</summary>
internal static class ToolHash
{
    internal static string Of(ToolDefinition tool)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", tool.Name);
            writer.WriteString("connector", tool.Connector);
            writer.WriteString("title", tool.Title);
            writer.WriteString("description", tool.Description);
            writer.WriteNumber("verb", (int)tool.Verb);
            writer.WriteBoolean("idempotent", tool.Idempotent);
            writer.WriteBoolean("open_world", tool.OpenWorld);
            writer.WriteString("items", tool.ItemsPointer);
            writer.WriteString("continuation", tool.ContinuationArgument);
            writer.WriteString("timeout", tool.Timeout?.ToString("c", System.Globalization.CultureInfo.InvariantCulture));
            if (tool.IdempotencyArgument is { } idempotency)
            {
                writer.WriteString("idempotency", idempotency);
            }

            if (tool.Kind != ToolKind.Tool)
            {
                writer.WriteString("client_name", tool.ClientName);
                writer.WriteString("uri", tool.Uri);
                writer.WriteString("media_type", tool.MediaType);
            }

            writer.WritePropertyName("input");
            tool.InputSchema.WriteTo(writer);
            writer.WritePropertyName("output");
            if (tool.OutputSchema is { } output)
            {
                output.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return CanonicalJson.Sha256Hex(document.RootElement);
    }
}
