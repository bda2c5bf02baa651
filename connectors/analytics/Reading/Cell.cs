using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>Reads cells of rows exactly: a number keeps every digit, and what is none ends the call instead of being guessed.</summary>
internal static class Cell
{
    /// <summary>A number; NULL is 0, as a sum over nothing is.</summary>
    public static decimal Number(JsonElement row, int column)
    {
        var cell = At(row, column);
        return cell.ValueKind switch
        {
            JsonValueKind.Null => 0,
            JsonValueKind.Number when cell.TryGetDecimal(out var number) => number,
            JsonValueKind.String when decimal.TryParse(cell.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw AnalyticsCall.Refused(
                $"A value of the measure is no number that can be computed with: {VendorText.Clean(cell.ToString(), 40)}.",
                "Choose a column of numbers, or filter out what is none (NaN, Infinity, more than 28 digits)."),
        };
    }

    /// <summary>A day, or null for NULL.</summary>
    public static DateOnly? Day(JsonElement row, int column)
    {
        var cell = At(row, column);
        if (cell.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return cell.ValueKind == JsonValueKind.String && cell.GetString() is { Length: >= 10 } text
            && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw AnalyticsCall.Refused("A value of the date column is no date.", "Choose a column of dates or times.");
    }

    /// <summary>A segment's value, or null for NULL. It is data of the warehouse: only what hides or reorders is taken out when it is told.</summary>
    public static string? Key(JsonElement row, int column)
    {
        var cell = At(row, column);
        return cell.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => cell.GetString(),
            _ => cell.GetRawText(),
        };
    }

    private static JsonElement At(JsonElement row, int column) => row.ValueKind == JsonValueKind.Array && column < row.GetArrayLength()
        ? row[column]
        : throw new ConnectorException(ConnectorFailure.BadAnswer, "A row of the result has too few cells.", "Run the query by itself to see its answer, and tell the operator.");
}
