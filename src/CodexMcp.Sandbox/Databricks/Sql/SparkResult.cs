using System.Globalization;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>A column of a result, with the names that its type has on the wire.</summary>
internal sealed record SparkColumn(string Name, string TypeName, string TypeText, int? Precision = null, int? Scale = null)
{
    public static SparkColumn Text(string name) => new(name, "STRING", "STRING");

    public static SparkColumn Of(string name, SqlType type) => type.Kind switch
    {
        SqlKind.Fixed when type.Scale == 0 && !type.Wide => new(name, "LONG", "BIGINT"),
        SqlKind.Fixed => new(name, "DECIMAL", $"DECIMAL({type.Precision},{type.Scale})", type.Precision, type.Scale),
        SqlKind.Real => new(name, "DOUBLE", "DOUBLE"),
        SqlKind.Boolean => new(name, "BOOLEAN", "BOOLEAN"),
        SqlKind.Date => new(name, "DATE", "DATE"),
        SqlKind.TimestampNtz => new(name, "TIMESTAMP", "TIMESTAMP_NTZ"),
        SqlKind.TimestampLtz or SqlKind.TimestampTz => new(name, "TIMESTAMP", "TIMESTAMP"),
        SqlKind.Array => new(name, "ARRAY", "ARRAY<STRING>"),
        SqlKind.Object => new(name, "MAP", "MAP<STRING,STRING>"),
        SqlKind.Binary => new(name, "BINARY", "BINARY"),
        SqlKind.Null => new(name, "NULL", "VOID"),
        SqlKind.Variant => new(name, "USER_DEFINED_TYPE", "VARIANT"),
        _ => Text(name),
    };
}

/// <summary>What a statement gives: all cells are texts, as the API writes them.</summary>
internal sealed record SparkResult(IReadOnlyList<SparkColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    public static SparkResult Of(string columns, IEnumerable<string?[]> rows) => new([.. columns.Split(' ').Select(SparkColumn.Text)], [.. rows]);

    /// <summary>A result of the shared engine, whose dates are counts of days and whose names are in upper case.</summary>
    public static SparkResult Of(StatementResult result)
    {
        var columns = result.Columns.Select(static column => SparkColumn.Of(column.Name.ToLowerInvariant(), column.Type)).ToArray();
        var kinds = result.Columns.Select(static column => column.Type.Kind).ToArray();
        return new(columns, [.. result.Rows.Select(row => row.Select((cell, i) => cell is null ? null : Cell(cell, kinds[i])).ToArray())]);
    }

    private static string Cell(string cell, SqlKind kind) => kind switch
    {
        SqlKind.Date => SqlText.FromDays(long.Parse(cell, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        SqlKind.TimestampNtz => Moment(cell),
        SqlKind.TimestampLtz or SqlKind.TimestampTz => Moment(cell) + "Z",
        SqlKind.Real when cell is "inf" => "Infinity",
        SqlKind.Real when cell is "-inf" => "-Infinity",
        _ => cell,
    };

    private static string Moment(string cell)
    {
        var seconds = decimal.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture);
        return SqlText.FromMicroseconds((long)(seconds * 1_000_000m)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }
}
