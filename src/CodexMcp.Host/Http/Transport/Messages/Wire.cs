using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Messages;

/// <summary>Writes JSON-RPC messages as UTF-8.</summary>
internal static class Wire
{
    /// <summary>The text is JSON for a parser, not for a web page: nothing beyond what JSON asks for needs escaping.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageFormat = Format<JsonRpcMessage>();

    [ThreadStatic]
    private static Utf8JsonWriter? spare;

    /// <summary>How the protocol writes a type of its own.</summary>
    public static JsonTypeInfo<T> Format<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    /// <summary>An error. An id that was never read is null.</summary>
    public static PooledBuffer Error(JsonElement id, int code, string message, JsonNode? data = null)
    {
        var buffer = new PooledBuffer(512);
        var writer = Begin(buffer, id);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        if (data is not null)
        {
            writer.WritePropertyName("data"u8);
            data.WriteTo(writer);
        }

        writer.WriteEndObject();
        End(writer);
        return buffer;
    }

    /// <summary>A result.</summary>
    public static PooledBuffer Result<T>(JsonElement id, T result, JsonTypeInfo<T> format)
    {
        var buffer = new PooledBuffer();
        var writer = Begin(buffer, id);
        writer.WritePropertyName("result"u8);
        JsonSerializer.Serialize(writer, result, format);
        End(writer);
        return buffer;
    }

    /// <summary>A result whose JSON is there already.</summary>
    public static PooledBuffer Result(JsonElement id, ReadOnlySpan<byte> result)
    {
        var buffer = new PooledBuffer(result.Length + 128);
        var writer = Begin(buffer, id);
        writer.WritePropertyName("result"u8);
        writer.WriteRawValue(result, skipInputValidation: true);
        End(writer);
        return buffer;
    }

    /// <summary>A request or notification of ours.</summary>
    public static byte[] Message(JsonRpcMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, MessageFormat);

    /// <summary>Begins an answer: the caller writes <c>result</c> or <c>error</c>, then calls <see cref="End"/> on the same thread.</summary>
    public static Utf8JsonWriter Begin(PooledBuffer buffer, JsonElement id)
    {
        var writer = spare ?? new Utf8JsonWriter(buffer, Options);
        spare = null;
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("id"u8);
        if (id.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            id.WriteTo(writer);
        }

        return writer;
    }

    /// <summary>Ends an answer.</summary>
    public static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset(Nothing.Instance);
        spare = writer;
    }

    /// <summary>What a spare writer points to, so that it keeps no answer alive.</summary>
    private sealed class Nothing : System.Buffers.IBufferWriter<byte>
    {
        public static readonly Nothing Instance = new();

        public void Advance(int count) => throw new InvalidOperationException("A spare writer writes nothing.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("A spare writer writes nothing.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("A spare writer writes nothing.");
    }
}
