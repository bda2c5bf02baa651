using System.Text.Json;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>Reads the columns of a result from Snowflake's metadata.</summary>
internal static class SnowflakeColumns
{
    public static IReadOnlyList<ResultColumn> ReadAll(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty("rowType", out var types) || types.ValueKind != JsonValueKind.Array)
        {
            throw SnowflakeErrors.BadAnswer("its columns are missing");
        }

        var columns = new List<ResultColumn>(types.GetArrayLength());
        foreach (var type in types.EnumerateArray())
        {
            columns.Add(Read(type));
        }

        return columns;
    }

    private static ResultColumn Read(JsonElement column)
    {
        if (column.ValueKind != JsonValueKind.Object)
        {
            throw SnowflakeErrors.BadAnswer("a column is no object");
        }

        var type = (Text(column, "type") ?? "text").ToLowerInvariant();
        var kind = type switch
        {
            "fixed" or "decfloat" => CellKind.Fixed,
            "real" => CellKind.Real,
            "boolean" => CellKind.Boolean,
            "variant" or "object" or "array" or "map" or "vector" or "geography" or "geometry" => CellKind.Json,
            _ => CellKind.Text,
        };
        TimeKind? moment = type switch
        {
            "date" => TimeKind.Date,
            "time" => TimeKind.Time,
            "timestamp_ntz" => TimeKind.TimestampNtz,
            "timestamp_ltz" => TimeKind.TimestampLtz,
            "timestamp_tz" => TimeKind.TimestampTz,
            _ => null,
        };
        var nullable = !column.TryGetProperty("nullable", out var value) || value.ValueKind != JsonValueKind.False;
        return new ResultColumn(Text(column, "name") ?? "", Describe(type, column), kind, nullable, moment is { } time ? cell => TimeCell.Format(time, cell) : null);
    }

    private static string Describe(string type, JsonElement column) => type switch
    {
        "fixed" => Number(column, "precision") is { } precision ? $"number({precision},{Number(column, "scale") ?? 0})" : "number",
        "real" => "float",
        _ => VendorText.Clean(type, 40),
    };

    private static int? Number(JsonElement column, string name) =>
        column.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static string? Text(JsonElement column, string name)
    {
        try
        {
            return column.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
