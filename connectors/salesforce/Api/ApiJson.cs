using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Reads members of what Salesforce sends; whatever has another form than expected is not there.</summary>
internal static class ApiJson
{
    public static string? Text(JsonElement from, string name)
    {
        try
        {
            return Member(from, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }

    public static bool Flag(JsonElement from, string name) => Member(from, name).ValueKind == JsonValueKind.True;

    public static int? Number(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static long? Long(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The items of an array; none when it is something else.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement from, string name) => Items(Member(from, name));

    public static IEnumerable<JsonElement> Items(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    public static JsonElement Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : default;
}
