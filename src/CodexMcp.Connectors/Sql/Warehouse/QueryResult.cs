using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>A finished statement's result: its columns, how its rows are spread over chunks, and the first of them.</summary>
public abstract class QueryResult : IDisposable
{
    /// <summary>The columns.</summary>
    public abstract IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>How many rows each chunk has.</summary>
    public abstract IReadOnlyList<int> ChunkRows { get; }

    /// <summary>The rows of the first chunk: an array of arrays, which lives as long as the result.</summary>
    public abstract JsonElement FirstRows { get; }

    /// <summary>The rows of all chunks.</summary>
    public long TotalRows => ChunkRows.Sum(static rows => (long)rows);

    /// <summary>Whether the warehouse itself left rows out.</summary>
    public abstract bool IsCut { get; }

    /// <summary>The error for an answer that is not what the warehouse promises.</summary>
    public abstract ConnectorException BadAnswer(string what);

    /// <summary>Fetches a later chunk.</summary>
    public async Task<QueryChunk> ChunkAsync(int chunk, CancellationToken cancellationToken)
    {
        var rows = await LoadAsync(chunk, cancellationToken).ConfigureAwait(false);
        if (rows.Rows.GetArrayLength() == ChunkRows[chunk])
        {
            return rows;
        }

        rows.Dispose();
        throw BadAnswer("a part of it has another number of rows than it should");
    }

    /// <summary>The first rows, from as many chunks as hold them.</summary>
    public async Task<List<JsonElement>> RowsAsync(int most, CancellationToken cancellationToken)
    {
        List<JsonElement> rows = [.. FirstRows.EnumerateArray().Take(most)];
        for (var chunk = 1; chunk < ChunkRows.Count && rows.Count < most; chunk++)
        {
            using var more = await ChunkAsync(chunk, cancellationToken).ConfigureAwait(false);
            rows.AddRange(more.Rows.Clone().EnumerateArray().Take(most - rows.Count));
        }

        return rows;
    }

    /// <summary>A cell of a row as text; null for NULL or a column that is not there.</summary>
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the answer.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Fetches a later chunk; how many rows it has is checked afterwards.</summary>
    protected abstract Task<QueryChunk> LoadAsync(int chunk, CancellationToken cancellationToken);
}

/// <summary>The rows of one chunk, which live until it is disposed.</summary>
/// <param name="owner">What holds them.</param>
/// <param name="rows">An array of arrays.</param>
public sealed class QueryChunk(IDisposable owner, JsonElement rows) : IDisposable
{
    /// <summary>The rows.</summary>
    public JsonElement Rows => rows;

    /// <inheritdoc/>
    public void Dispose() => owner.Dispose();
}
