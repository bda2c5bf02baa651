using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Audit;

/// <summary>Renders what a role keeps of arguments and results in an audit record. Every text that is kept goes through the redactor whole, before it is cut.</summary>
public static class AuditPayloads
{
    private const int MaxDepth = 16;
    private const int MaxMembers = 64;
    private const int MaxItems = 5;
    private const int MaxText = 200;
    private const int MaxName = 64;

    /// <summary>Renders; null when the mode keeps nothing, or there is nothing.</summary>
    /// <param name="mode">How much the role keeps.</param>
    /// <param name="value">The arguments or the result.</param>
    /// <param name="redact">Masks secrets in one text: a member's name or a string.</param>
    public static JsonElement? Render(AuditPayload mode, JsonElement value, Func<string, string> redact)
    {
        ArgumentNullException.ThrowIfNull(redact);
        if (mode == AuditPayload.None || value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = 4096 }))
        {
            switch (mode)
            {
                case AuditPayload.MetadataOnly:
                    Metadata(json, value, redact, 0);
                    break;
                case AuditPayload.StructuredSummary:
                    Copy(json, value, redact, 0, summary: true);
                    break;
                case AuditPayload.Full:
                    Copy(json, value, redact, 0, summary: false);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such payload mode.");
            }
        }
        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 4096 });
        return JsonElement.ParseValue(ref reader);
    }

    private static void Metadata(Utf8JsonWriter json, JsonElement value, Func<string, string> redact, int depth)
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
                Members(json, value, redact, MaxMembers, (name, member) =>
                {
                    json.WritePropertyName(name);
                    Metadata(json, member, redact, depth + 1);
                });
                json.WriteEndObject();
                break;
            default:
                break;
        }
        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement value, Func<string, string> redact, int depth, bool summary)
    {
        if (summary && depth >= MaxDepth && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            json.WriteStringValue("(deeper levels left out)");
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                Members(json, value, redact, summary ? MaxMembers : int.MaxValue, (name, member) =>
                {
                    json.WritePropertyName(name);
                    Copy(json, member, redact, depth + 1, summary);
                });
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                Items(json, value, redact, depth, summary);
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Cut(Text(value, redact), summary ? MaxText : int.MaxValue));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void Items(Utf8JsonWriter json, JsonElement value, Func<string, string> redact, int depth, bool summary)
    {
        json.WriteStartArray();
        var count = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (summary && count == MaxItems)
            {
                json.WriteStringValue($"({value.GetArrayLength() - MaxItems} more items)");
                break;
            }
            Copy(json, item, redact, depth + 1, summary);
            count++;
        }
        json.WriteEndArray();
    }

    private static void Members(Utf8JsonWriter json, JsonElement value, Func<string, string> redact, int max, Action<string, JsonElement> write)
    {
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            if (count < max)
            {
                write(Name(member, redact, max), member.Value);
            }
            count++;
        }
        if (count > max)
        {
            json.WriteNumber("(members left out)", count - max);
        }
    }

    private static string Name(JsonProperty member, Func<string, string> redact, int max)
    {
        string name;
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            return "(not text)";
        }
        return Cut(redact(name), max == int.MaxValue ? max : MaxName);
    }

    private static string Text(JsonElement value, Func<string, string> redact)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "(not text: a lone surrogate)";
        }
        return redact(text);
    }

    private static string Cut(string text, int max) => text.Length <= max ? text : $"{text.AsSpan(0, max)}… ({text.Length - max} more characters)";
}
