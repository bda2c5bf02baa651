using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Reads members of a body in the forms that clients send.</summary>
internal static class JsonBody
{
    /// <summary>A text or a number as text; null when it is missing.</summary>
    /// <exception cref="HubSpotError">It is neither.</exception>
    public static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString()
        : throw HubSpotError.Invalid($"Invalid input JSON on line 1, column 1: '{name}' must be a string");

    /// <summary>A text that must be there.</summary>
    /// <exception cref="HubSpotError">It isn't.</exception>
    public static string Required(JsonElement body, string name) =>
        Text(body, name) is { Length: > 0 } text ? text : throw HubSpotError.Invalid($"Some required fields were not set: [{name}]");

    /// <summary>A whole number from 0; the fallback when it is missing.</summary>
    /// <exception cref="HubSpotError">It is none, or larger than allowed.</exception>
    public static int Number(JsonElement body, string name, int fallback, int most) => Text(body, name) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
        : throw HubSpotError.Invalid($"'{name}' must be a whole number from 0 to {most}, not '{text}'");

    /// <summary>A list of ids; empty when it is missing.</summary>
    /// <exception cref="HubSpotError">It is no list of texts or numbers.</exception>
    public static IReadOnlyList<string> Ids(JsonElement value, string name) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        ? []
        : [.. AssociationRequests.Array(value, name).Select(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? item.ToString()
            : throw HubSpotError.Invalid($"'{name}' must be a list of ids"))];
}
