using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake.Tests.Support;

/// <summary>Makes calls.</summary>
internal static class Some
{
    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static ToolInvocation Call(string action, params (string Name, object? Value)[] arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                writer.WritePropertyName(name);
                switch (value)
                {
                    case string text:
                        writer.WriteStringValue(text);
                        break;
                    case bool flag:
                        writer.WriteBooleanValue(flag);
                        break;
                    case int number:
                        writer.WriteNumberValue(number);
                        break;
                    default:
                        ((JsonElement)value!).WriteTo(writer);
                        break;
                }
            }

            writer.WriteEndObject();
        }

        return CallJson(action, System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    public static ToolInvocation CallJson(string action, string arguments) => new()
    {
        CallId = Guid.CreateVersion7().ToString("N"),
        Role = "data-analytics",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = new ToolDefinition
        {
            Name = $"snowflake_{action}",
            Connector = "snowflake",
            Action = action,
            Title = action,
            Description = action,
            Verb = ToolVerb.Read,
            InputSchema = Json("{}"),
            Hash = "00",
            Timeout = TimeSpan.FromMinutes(2),
        },
        Arguments = Json(arguments),
        Handles = Sealer.Shared,
    };
}
