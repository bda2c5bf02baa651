using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>Builds a result's JSON object.</summary>
public static class JsonResult
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
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(buffer);
        writer.WriteEndObject();
        writer.Dispose();
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Gives the one value that is written, in memory of its own.</summary>
    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A result of the members that are written.</summary>
    public static ToolResult Of(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var writer = Begin(out var buffer);
        write(writer);
        return new ToolResult { Structured = End(writer, buffer) };
    }
}
