using System.Text.Json;
using CodexMcp.Connectors.Snowflake.Api;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>How a column's cells are read.</summary>
internal enum ColumnKind
{
    Text,
    Fixed,
    Real,
    Boolean,
    Date,
    Time,
    TimestampNtz,
    TimestampLtz,
    TimestampTz,
    Json,
    Binary,
}

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in lower case, such as <c>number(18,2)</c>.</param>
/// <param name="Kind">How its cells are read.</param>
/// <param name="Nullable">Whether it may hold NULL.</param>
internal sealed record ResultColumn(string Name, string Type, ColumnKind Kind, bool Nullable)
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
            "fixed" or "decfloat" => ColumnKind.Fixed,
            "real" => ColumnKind.Real,
            "boolean" => ColumnKind.Boolean,
            "date" => ColumnKind.Date,
            "time" => ColumnKind.Time,
            "timestamp_ntz" => ColumnKind.TimestampNtz,
            "timestamp_ltz" => ColumnKind.TimestampLtz,
            "timestamp_tz" => ColumnKind.TimestampTz,
            "variant" or "object" or "array" or "map" or "vector" or "geography" or "geometry" => ColumnKind.Json,
            "binary" => ColumnKind.Binary,
            _ => ColumnKind.Text,
        };
        var nullable = !column.TryGetProperty("nullable", out var value) || value.ValueKind != JsonValueKind.False;
        return new ResultColumn(Text(column, "name") ?? "", Describe(type, column), kind, nullable);
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
