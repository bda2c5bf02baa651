using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>Small helpers around JSON values: building, reading at a pointer, showing as text.</summary>
internal static class Json
{
    /// <summary>Text stays readable instead of being escaped to \u0027 and the like.</summary>
    internal static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Builds one value.</summary>
    public static JsonElement Build<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var reader = new Utf8JsonReader(Bytes(state, write).Span);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Builds one value's text.</summary>
    public static ReadOnlyMemory<byte> Bytes<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer, state);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A string.</summary>
    public static JsonElement Text(string value) => Build(value, static (writer, text) => writer.WriteStringValue(text));

    /// <summary>A number.</summary>
    public static JsonElement Number(decimal value) => Build(value, static (writer, number) => writer.WriteNumberValue(number));

    /// <summary>The value in words: a string as it is, everything else as its JSON.</summary>
    public static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>The values that a parameter has: of a list each, otherwise one; none when there is no value.</summary>
    public static IEnumerable<string> Each(JsonElement? value) =>
        value is not { } there ? [] : there.ValueKind == JsonValueKind.Array ? there.EnumerateArray().Select(Plain) : [Plain(there)];

    /// <summary>Gives an object's member that is there and not null.</summary>
    public static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>Gives an object's string, or null.</summary>
    public static string? String(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>Gives an object's whole number, or null.</summary>
    public static int? Int(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>Whether there is anything in the value: null, an empty text, an empty list and an empty object hold nothing.</summary>
    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>Copies a vendor's value. A number that no double holds becomes a text: clients would read it as infinite.</summary>
    public static void Copy(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Copy(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Copy(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when !value.TryGetDouble(out var number) || !double.IsFinite(number):
                writer.WriteStringValue(value.GetRawText());
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Reads a decimal from a number or from a text that is one.</summary>
    public static decimal? Decimal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
