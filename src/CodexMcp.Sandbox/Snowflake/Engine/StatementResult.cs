using System.Globalization;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What DML changed.</summary>
internal sealed record DmlStats(long Inserted, long Updated, long Deleted);

/// <summary>A finished statement's rows, every cell already in the text of the wire.</summary>
internal sealed record StatementResult(IReadOnlyList<OutputColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    public DmlStats? Stats { get; init; }

    /// <summary>Works out how much was read, when somebody asks. Needs a turn.</summary>
    public Func<long>? BytesScanned { get; init; }

    /// <summary>Set when rows were cut off at the limit.</summary>
    public bool Truncated { get; init; }

    public static StatementResult Message(string column, string text) =>
        new([new OutputColumn(column, SqlType.Text, true)], [[text]]);

    /// <summary>A result from plain values: text as it is, whole numbers, booleans as true and false, moments as microseconds.</summary>
    public static StatementResult Of(IReadOnlyList<OutputColumn> columns, IEnumerable<object?[]> rows) =>
        new(columns, rows.Select(row => row.Select((cell, i) => Encode(cell, columns[i].Type)).ToArray()).ToList());

    /// <summary>One cell as the SQL API writes it.</summary>
    public static string? Encode(object? value, SqlType type)
    {
        if (value is null)
        {
            return null;
        }

        return type.Kind switch
        {
            SqlKind.Fixed => SqlText.FormatFixed(value, type.Scale),
            SqlKind.Real => value is long whole ? whole.ToString(CultureInfo.InvariantCulture) : SqlText.FormatReal((double)value),
            SqlKind.Boolean => value is true or 1L ? "true" : "false",
            SqlKind.Date => Whole(value).ToString(CultureInfo.InvariantCulture),
            SqlKind.Time or SqlKind.TimestampNtz or SqlKind.TimestampLtz => Seconds(Whole(value)),
            // The simulator's zone is UTC: 1440 minutes are no offset.
            SqlKind.TimestampTz => Seconds(Whole(value)) + " 1440",
            _ => value as string ?? System.Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private static long Whole(object value) => value is long whole ? whole : (long)(double)value;

    private static string Seconds(long micros)
    {
        var sign = micros < 0 ? "-" : "";
        var size = Math.Abs(micros);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{size / 1_000_000}.{size % 1_000_000:D6}000");
    }
}
