using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Pipeline;

/// <summary>Cuts a payload, already redacted, down to what the role keeps in its records.</summary>
internal static class AuditPayloadShape
{
    private const int LongestString = 120;
    private const int LongestList = 5;
    private const int DeepestLevel = 6;

    public static JsonElement? Of(AuditPayload mode, JsonElement value) => mode switch
    {
        AuditPayload.MetadataOnly => JsonText.Build(value, Metadata),
        AuditPayload.StructuredSummary => JsonText.Build(value, static (writer, value) => Summary(writer, value, 0)),
        AuditPayload.Full => value,
        _ => null,
    };

    /// <summary>The members of the root with their types and sizes.</summary>
    private static void Metadata(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        writer.WriteNumber("bytes", JsonMarshal.GetRawUtf8Value(value).Length);
        writer.WriteStartObject("members");
        foreach (var property in value.EnumerateObject())
        {
            writer.WriteString(property.Name, property.Value.ValueKind switch
            {
                JsonValueKind.Array => $"array({property.Value.GetArrayLength()})",
                JsonValueKind.Object => $"object({property.Value.GetPropertyCount()})",
                JsonValueKind.String => $"string({JsonMarshal.GetRawUtf8Value(property.Value).Length - 2})",
                JsonValueKind.Number => "number",
                JsonValueKind.Null => "null",
                _ => "boolean",
            });
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Summary(Utf8JsonWriter writer, JsonElement value, int level)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when level < DeepestLevel:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Summary(writer, property.Value, level + 1);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array when level < DeepestLevel:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Take(LongestList))
                {
                    Summary(writer, item, level + 1);
                }

                if (value.GetArrayLength() > LongestList)
                {
                    writer.WriteStringValue($"... {value.GetArrayLength() - LongestList} more");
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                writer.WriteStringValue("...");
                break;
            case JsonValueKind.String when value.GetString() is { Length: > LongestString } text:
                writer.WriteStringValue($"{text.AsSpan(0, LongestString)}... ({text.Length} characters)");
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
