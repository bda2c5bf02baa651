using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Reads JSON that nobody vouches for: what is missing or of another kind is null, never an exception.</summary>
internal static class Json
{
    public static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A string, or a number or a truth in the same letters; else null.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }

    public static string? Text(JsonElement value, string name) => Text(Member(value, name));

    public static bool IsTrue(JsonElement value, string name) => Member(value, name).ValueKind == JsonValueKind.True;

    public static long? Number(JsonElement value, string name) =>
        long.TryParse(Text(value, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The members of a list; none when it is no list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>An id that may stand in an address: digits, or what HubSpot's other ids are made of.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':');
}
