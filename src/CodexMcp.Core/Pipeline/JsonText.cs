using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Core.Pipeline;

/// <summary>Small JSON objects written by hand and turned into elements that own their memory.</summary>
internal static class JsonText
{
    /// <summary>Leaves what is not ASCII as it is: what may not be shown was made visible before.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static JsonElement EmptyObject => Parse("{}"u8);

    /// <summary>Writes with <paramref name="write"/> and parses what was written.</summary>
    public static JsonElement Build<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer, state);
        }

        return Parse(buffer.WrittenSpan);
    }

    /// <summary>Parses into memory of the element's own, so that nothing has to be disposed.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }
}
