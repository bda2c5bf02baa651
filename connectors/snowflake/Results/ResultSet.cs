using System.Text.Json;
using CodexMcp.Connectors.Snowflake.Api;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>A finished statement's result: its columns, how its rows are spread over partitions, and the first of them.</summary>
internal sealed class ResultSet : IDisposable
{
    // Snowflake cut the result at its own limit.
    private const string TooLargeCode = "391908";
    private const int MaxPartitions = 100_000;
    private readonly SnowflakeAnswer answer;

    public ResultSet(SnowflakeAnswer answer)
    {
        this.answer = answer;
        if (!answer.Root.TryGetProperty("resultSetMetaData", out var metadata))
        {
            throw SnowflakeErrors.BadAnswer("it has no result");
        }

        Columns = ResultColumn.ReadAll(metadata);
        PartitionRows = ReadPartitions(metadata, Rows(answer.Root).GetArrayLength());
        TotalRows = PartitionRows.Sum(static rows => (long)rows);
        IsCut = answer.Text("code") == TooLargeCode;
    }

    public string Handle => answer.Handle;

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>How many rows each partition has.</summary>
    public IReadOnlyList<int> PartitionRows { get; }

    /// <summary>The rows of all partitions.</summary>
    public long TotalRows { get; }

    /// <summary>Whether Snowflake itself left rows out.</summary>
    public bool IsCut { get; }

    /// <summary>The rows of the first partition.</summary>
    public JsonElement FirstRows => Rows(answer.Root);

    /// <summary>The rows of an answer: an array of arrays.</summary>
    public static JsonElement Rows(JsonElement root) =>
        root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data : throw SnowflakeErrors.BadAnswer("its rows are missing");

    /// <summary>A cell of a row of the first partition as text; null for NULL or a column that is not there.</summary>
    public string? Cell(JsonElement row, string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.OrdinalIgnoreCase))
            {
                return row.ValueKind == JsonValueKind.Array && i < row.GetArrayLength() && row[i].ValueKind == JsonValueKind.String ? row[i].GetString() : null;
            }
        }

        return null;
    }

    public void Dispose() => answer.Dispose();

    private static IReadOnlyList<int> ReadPartitions(JsonElement metadata, int firstRows)
    {
        if (!metadata.TryGetProperty("partitionInfo", out var partitions) || partitions.ValueKind != JsonValueKind.Array || partitions.GetArrayLength() == 0)
        {
            return [firstRows];
        }

        if (partitions.GetArrayLength() > MaxPartitions)
        {
            throw SnowflakeErrors.BadAnswer("it has too many partitions");
        }

        var rows = new int[partitions.GetArrayLength()];
        var at = 0;
        foreach (var partition in partitions.EnumerateArray())
        {
            rows[at++] = partition.ValueKind == JsonValueKind.Object && partition.TryGetProperty("rowCount", out var count)
                && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var number) && number >= 0
                    ? number
                    : throw SnowflakeErrors.BadAnswer("a partition has no row count");
        }

        return rows[0] == firstRows ? rows : throw SnowflakeErrors.BadAnswer("the first partition has another number of rows than it says");
    }
}
