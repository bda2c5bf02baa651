using System.Buffers;
using System.Text.Json;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>A link of a record that is made.</summary>
internal readonly record struct Link(string ToId, AssociationType Type);

/// <summary>Writes the bodies of creates and updates.</summary>
internal static class WriteBody
{
    public static byte[] Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Properties(Utf8JsonWriter writer, IEnumerable<(string Property, string Value)> properties)
    {
        writer.WriteStartObject("properties");
        foreach (var (property, value) in properties)
        {
            writer.WriteString(property, value);
        }

        writer.WriteEndObject();
    }

    public static void Links(Utf8JsonWriter writer, IReadOnlyList<Link> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("associations");
        foreach (var link in links)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("to");
            writer.WriteString("id", link.ToId);
            writer.WriteEndObject();
            writer.WriteStartArray("types");
            link.Type.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
