using System.Buffers;
using System.Text.Json;

namespace CodexMcp.Core.Configuration;

/// <summary>Lays one JSON object over another: objects are merged member by member, everything else is replaced.</summary>
public static class JsonOverlay
{
    /// <summary>Gives what both say, the upper one first; the lower one when the upper is no object.</summary>
    public static JsonElement Merge(JsonElement below, JsonElement above)
    {
        if (above.ValueKind != JsonValueKind.Object)
        {
            return below;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, below, above);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement below, JsonElement above)
    {
        if (below.ValueKind != JsonValueKind.Object || above.ValueKind != JsonValueKind.Object)
        {
            above.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in below.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (above.TryGetProperty(member.Name, out var replaced))
            {
                Write(writer, member.Value, replaced);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }

        foreach (var member in above.EnumerateObject())
        {
            if (!below.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
