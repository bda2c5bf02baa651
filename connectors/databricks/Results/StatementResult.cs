using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Results;

/// <summary>A finished statement's result at Databricks.</summary>
internal sealed class StatementResult : QueryResult
{
    private const int MaxChunks = 100_000;
    private readonly DatabricksApi api;
    private readonly WireAnswer owner;
    private readonly string id;

    /// <param name="api">Where later chunks come from.</param>
    /// <param name="owner">What the answer lives in; the result disposes it.</param>
    /// <param name="answer">The answer of a statement that has succeeded.</param>
    /// <param name="firstOnly">Whether later chunks can't be had: then the result counts as cut.</param>
    public StatementResult(DatabricksApi api, WireAnswer owner, StatementAnswer answer, bool firstOnly = false)
    {
        (this.api, this.owner) = (api, owner);
        try
        {
            id = answer.Id;
            var manifest = VendorJson.Member(answer.Root, "manifest");
            var result = VendorJson.Member(answer.Root, "result");
            Columns = DatabricksColumns.ReadAll(manifest);
            FirstRows = Rows(result, 0);
            var chunks = ReadChunks(manifest, FirstRows.GetArrayLength());
            ChunkRows = firstOnly ? [chunks[0]] : chunks;
            IsCut = VendorJson.Flag(manifest, "truncated") || (firstOnly && chunks.Count > 1);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<ResultColumn> Columns { get; }

    public override IReadOnlyList<int> ChunkRows { get; }

    public override JsonElement FirstRows { get; }

    public override bool IsCut { get; }

    public override ConnectorException BadAnswer(string what) => DatabricksErrors.BadAnswer(what);

    protected override async Task<QueryChunk> LoadAsync(int chunk, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync($"api/2.0/sql/statements/{id}/result/chunks/{chunk}", cancellationToken).ConfigureAwait(false);
        try
        {
            return new QueryChunk(answer, Rows(answer.Root, chunk));
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing) => owner.Dispose();

    /// <summary>The rows of a chunk. An empty one may leave them out; a link to a storage account is not followed.</summary>
    private static JsonElement Rows(JsonElement result, int chunk)
    {
        if (VendorJson.Member(result, "external_links").ValueKind != JsonValueKind.Undefined)
        {
            throw DatabricksErrors.BadAnswer("its rows are behind a link, which was not asked for");
        }

        if (VendorJson.Long(result, "chunk_index") is { } index && index != chunk)
        {
            throw DatabricksErrors.BadAnswer("it is another part of the result than was asked for");
        }

        var rows = VendorJson.Member(result, "data_array");
        return rows.ValueKind switch
        {
            JsonValueKind.Array => rows,
            JsonValueKind.Undefined or JsonValueKind.Null when VendorJson.Long(result, "row_count") is null or 0 => NoRows,
            _ => throw DatabricksErrors.BadAnswer("its rows are missing"),
        };
    }

    private static readonly JsonElement NoRows = JsonDocument.Parse("[]").RootElement;

    private static IReadOnlyList<int> ReadChunks(JsonElement manifest, int firstRows)
    {
        var count = VendorJson.Long(manifest, "total_chunk_count") ?? 0;
        var chunks = VendorJson.Member(manifest, "chunks");
        if (count <= 1 || chunks.ValueKind != JsonValueKind.Array)
        {
            return count <= 1 ? [firstRows] : throw DatabricksErrors.BadAnswer("it does not say how its rows are spread");
        }

        if (count > MaxChunks || chunks.GetArrayLength() != count)
        {
            throw DatabricksErrors.BadAnswer("it has another number of parts than it says");
        }

        var rows = new int[count];
        foreach (var chunk in chunks.EnumerateArray())
        {
            if (VendorJson.Long(chunk, "chunk_index") is not { } index || index < 0 || index >= count || VendorJson.Number(chunk, "row_count") is not { } number || number < 0)
            {
                throw DatabricksErrors.BadAnswer("a part of it has no row count");
            }

            rows[index] = number;
        }

        return rows[0] == firstRows ? rows : throw DatabricksErrors.BadAnswer("its first part has another number of rows than it says");
    }
}
