using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.Sales;

/// <summary>Reads fields of records. What is missing, empty or of another type is null: nothing is guessed.</summary>
internal static class Fields
{
    public static string? Text(JsonElement record, string name) =>
        Find(record, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    public static decimal? Number(JsonElement record, string name) => Find(record, name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDecimal(out var number) => number,
        { ValueKind: JsonValueKind.String } value when decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>The day of a date or of a time, in UTC.</summary>
    public static DateOnly? Day(JsonElement record, string name)
    {
        var text = Text(record, name);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? DateOnly.FromDateTime(moment.UtcDateTime)
            : null;
    }

    public static bool IsFilled(JsonElement record, string name) => Find(record, name) is { } value && value.ValueKind switch
    {
        JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => true,
    };

    /// <summary>The part of an e-mail address after the @, in lower case.</summary>
    public static string? Domain(string? email) => email?.LastIndexOf('@') is { } at and >= 0 ? email[(at + 1)..].Trim().ToLowerInvariant() : null;

    private static JsonElement? Find(JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value) ? value : null;
}
