using System.Text.Json;

namespace CodexMcp.Connectors.Analytics.Results;

/// <summary>JSON written by hand, and numbers that a reader can take as they are.</summary>
internal static class ResultJson
{
    /// <summary>Digits after the point of what is told: far below what any of it means, far above what a sum loses.</summary>
    private const int Places = 8;

    public static void Number(this Utf8JsonWriter writer, string name, decimal value) => writer.WriteNumber(name, Round(value));

    /// <summary>Writes a number if there is one.</summary>
    public static void Number(this Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, Round(number));
        }
    }

    /// <summary>Writes a statistic if it is a number at all: never NaN, never infinite.</summary>
    public static void Statistic(this Utf8JsonWriter writer, string name, double? value, int places = 3)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, Math.Abs(number) < 1e12 ? Math.Round(number, places) : number);
        }
    }

    public static void Day(this Utf8JsonWriter writer, string name, DateOnly day) => writer.WriteString(name, Text(day));

    public static void Window(this Utf8JsonWriter writer, string name, Reading.Window window)
    {
        writer.WriteStartObject(name);
        writer.Day("from", window.From);
        writer.Day("to", window.To);
        writer.WriteEndObject();
    }

    public static void Texts(this Utf8JsonWriter writer, string name, IEnumerable<string?> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number without the zeros that rounding leaves.</summary>
    public static decimal Round(decimal value) => Math.Round(value, Places) / 1.0000000000000000000000000000m;
}
