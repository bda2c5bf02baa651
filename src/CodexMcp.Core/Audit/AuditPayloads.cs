using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Audit;

/// <summary>What a role keeps of arguments or a result: a value, redacted as a whole before, and how much of it goes into the record.</summary>
/// <param name="Mode">How much is kept.</param>
/// <param name="Value">The value.</param>
public readonly record struct AuditPayloadValue(AuditPayload Mode, JsonElement Value);

/// <summary>Writes the modes of payloads that keep less than the whole value.</summary>
internal static class AuditPayloads
{
    private const int MaxDepth = 16;
    private const int MaxMembers = 64;
    private const int MaxItems = 5;
    private const int MaxText = 200;
    private const int MaxName = 64;

    /// <summary>Writes names, types and sizes: <see cref="AuditPayload.MetadataOnly"/>.</summary>
    internal static void WriteMetadata(Utf8JsonWriter json, JsonElement value) => Metadata(json, value, 0);

    /// <summary>Writes the value with long texts and lists cut: <see cref="AuditPayload.StructuredSummary"/>.</summary>
    internal static void WriteSummary(Utf8JsonWriter json, JsonElement value) => Summary(json, value, 0);

    private static void Metadata(Utf8JsonWriter json, JsonElement value, int depth)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.Null => "null",
            _ => "boolean",
        });
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                json.WriteNumber("bytes"u8, JsonMarshal.GetRawUtf8Value(value).Length - 2);
                break;
            case JsonValueKind.Array:
                json.WriteNumber("items"u8, value.GetArrayLength());
                break;
            case JsonValueKind.Object when depth < 3:
                json.WriteStartObject("members"u8);
                var members = new MemberCount();
                foreach (var member in value.EnumerateObject())
                {
                    if (members.Take())
                    {
                        json.WritePropertyName(Name(member));
                        Metadata(json, member.Value, depth + 1);
                    }
                }
                members.WriteRest(json);
                json.WriteEndObject();
                break;
            default:
                break;
        }
        json.WriteEndObject();
    }

    private static void Summary(Utf8JsonWriter json, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth >= MaxDepth:
                json.WriteStringValue("(deeper levels left out)"u8);
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                var members = new MemberCount();
                foreach (var member in value.EnumerateObject())
                {
                    if (members.Take())
                    {
                        json.WritePropertyName(Name(member));
                        Summary(json, member.Value, depth + 1);
                    }
                }
                members.WriteRest(json);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                Items(json, value, depth);
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Text(value));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void Items(Utf8JsonWriter json, JsonElement value, int depth)
    {
        json.WriteStartArray();
        var count = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (count++ == MaxItems)
            {
                json.WriteStringValue($"({value.GetArrayLength() - MaxItems} more items)");
                break;
            }
            Summary(json, item, depth + 1);
        }
        json.WriteEndArray();
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return Cut(member.Name, MaxName);
        }
        catch (InvalidOperationException)
        {
            return "(not text)";
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return Cut(value.GetString()!, MaxText);
        }
        catch (InvalidOperationException)
        {
            return "(not text: a lone surrogate)";
        }
    }

    private static string Cut(string text, int max) => text.Length <= max ? text : $"{text.AsSpan(0, max)}… ({text.Length - max} more characters)";

    /// <summary>Counts an object's members, and tells how many were left out.</summary>
    private struct MemberCount
    {
        private int count;

        public bool Take() => count++ < MaxMembers;

        public readonly void WriteRest(Utf8JsonWriter json)
        {
            if (count > MaxMembers)
            {
                json.WriteNumber("(members left out)"u8, count - MaxMembers);
            }
        }
    }
}
