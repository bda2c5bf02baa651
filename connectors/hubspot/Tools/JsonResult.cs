using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Builds a result's JSON object.</summary>
internal static class JsonResult
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Starts an object; text stays readable instead of being escaped to \u0027 and the like.</summary>
    public static Utf8JsonWriter Begin(out ArrayBufferWriter<byte> buffer)
    {
        buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new Utf8JsonWriter(buffer, Readable);
        writer.WriteStartObject();
        return writer;
    }

    /// <summary>Ends the object and gives it.</summary>
    public static JsonElement End(Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer)
    {
        writer.WriteEndObject();
        writer.Dispose();
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A result of the members that are written.</summary>
    public static ToolResult Of(Action<Utf8JsonWriter> write)
    {
        var writer = Begin(out var buffer);
        write(writer);
        return new ToolResult { Structured = End(writer, buffer) };
    }

    /// <summary>Writes a member of the vendor's as cleaned text, when it is there and short enough to be one.</summary>
    public static void Copy(Utf8JsonWriter writer, JsonElement from, string name, string to, int longest = 500)
    {
        if (Json.Text(from, name) is { Length: > 0 } text)
        {
            writer.WriteString(to, Api.VendorText.Clean(text, longest));
        }
    }
}
