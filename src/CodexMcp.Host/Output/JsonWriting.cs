using System.Text.Json;

namespace CodexMcp.Host.Output;

/// <summary>What reports write again and again.</summary>
internal static class JsonWriting
{
    /// <summary>Writes an array of strings as a property.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
