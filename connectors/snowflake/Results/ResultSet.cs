using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Results;

/// <summary>A finished statement's result at Snowflake, whose chunks are called partitions.</summary>
internal sealed class ResultSet : QueryResult
{
    // Snowflake cut the result at its own limit.
    private const string TooLargeCode = "391908";
    private const int MaxPartitions = 100_000;
    private readonly SnowflakeApi api;
    private readonly SnowflakeAnswer answer;

    public ResultSet(SnowflakeApi api, SnowflakeAnswer answer)
    {
        (this.api, this.answer) = (api, answer);
        try
        {
            if (!answer.Root.TryGetProperty("resultSetMetaData", out var metadata))
            {
                throw SnowflakeErrors.BadAnswer("it has no result");
            }

            Columns = SnowflakeColumns.ReadAll(metadata);
            ChunkRows = ReadPartitions(metadata, Rows(answer.Root).GetArrayLength());
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        IsCut = answer.Text("code") == TooLargeCode;
    }

    public string Handle => answer.Handle;

    public override IReadOnlyList<ResultColumn> Columns { get; }

    public override IReadOnlyList<int> ChunkRows { get; }

    public override bool IsCut { get; }

    public override JsonElement FirstRows => Rows(answer.Root);

    public override ConnectorException BadAnswer(string what) => SnowflakeErrors.BadAnswer(what);

    protected override async Task<QueryChunk> LoadAsync(int chunk, CancellationToken cancellationToken)
    {
        var more = await api.GetAsync(Handle, chunk, cancellationToken).ConfigureAwait(false);
        try
        {
            return new QueryChunk(more, Rows(more.Root));
        }
        catch
        {
            more.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing) => answer.Dispose();

    /// <summary>The rows of an answer: an array of arrays.</summary>
    private static JsonElement Rows(JsonElement root) =>
        root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data : throw SnowflakeErrors.BadAnswer("its rows are missing");

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
