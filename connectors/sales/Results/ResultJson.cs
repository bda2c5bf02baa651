using System.Buffers;
using System.Text.Json;

namespace CodexMcp.Connectors.Sales;

/// <summary>JSON written by hand, as an element that owns its memory.</summary>
internal static class ResultJson
{
    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
