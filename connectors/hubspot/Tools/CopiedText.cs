using System.Text.Json;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Takes a text of HubSpot's over into a result.</summary>
internal static class CopiedText
{
    /// <summary>Writes the member as cleaned text, when it is there.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement from, string name, string to, int longest = 500)
    {
        if (Json.Text(from, name) is { Length: > 0 } text)
        {
            writer.WriteString(to, VendorText.Clean(text, longest));
        }
    }
}
