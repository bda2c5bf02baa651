using System.Text.Json;

namespace CodexMcp.Connectors.Native;

/// <summary>Reads members of what a vendor sends; whatever has another form than expected is not there.</summary>
public static class VendorJson
{
    /// <summary>A text, or null.</summary>
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

    /// <summary>Whether a truth is there and true.</summary>
    public static bool Flag(JsonElement from, string name) => Member(from, name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number, or null.</summary>
    public static int? Number(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>A large whole number, or null.</summary>
    public static long? Long(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The items of an array; none when it is something else.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement from, string name) => Items(Member(from, name));

    /// <summary>The items of an array; none when it is something else.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    /// <summary>A member; undefined when there is none.</summary>
    public static JsonElement Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : default;
}
