using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Steps on numbers and times.</summary>
internal static class NumberFilters
{
    public static JsonElement? Number(JsonElement value, string _) => value.ValueKind == JsonValueKind.Number ? value : Json.Decimal(value) is { } number ? Json.Number(number) : null;

    public static JsonElement? Divide(JsonElement value, string by) => Calculate(value, by, static (number, other) => number / other);

    public static JsonElement? Multiply(JsonElement value, string by) => Calculate(value, by, static (number, other) => number * other);

    // What no decimal holds has no result.
    private static JsonElement? Calculate(JsonElement value, string by, Func<decimal, decimal, decimal> calculate)
    {
        try
        {
            return Json.Decimal(value) is { } number ? Json.Number(calculate(number, Parse(by))) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>An ISO 8601 time as seconds since 1970.</summary>
    public static JsonElement? ToEpoch(JsonElement value, string _) =>
        DateTimeOffset.TryParse(Json.Plain(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? Json.Number(time.ToUnixTimeSeconds())
            : null;

    public static JsonElement? FromEpoch(JsonElement value, string _) => Time(value, 1000);

    public static JsonElement? FromEpochMilliseconds(JsonElement value, string _) => Time(value, 1);

    private static JsonElement? Time(JsonElement value, int scale)
    {
        // The years 1 to 9999, in milliseconds.
        if (Json.Decimal(value) is not { } number || Math.Abs(number) > 253_402_300_799_999m / scale || number * scale < -62_135_596_800_000m)
        {
            return null;
        }

        return Json.Text(DateTimeOffset.FromUnixTimeMilliseconds((long)(number * scale)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
    }

    private static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
