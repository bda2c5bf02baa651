using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>Turns a finished statement into a tool result: one page of its rows, and the token that goes on after it.</summary>
public static class ResultPage
{
    // A page of wide rows ends here; the rest comes with the continuation.
    private const int MaxPageBytes = 4 * 1024 * 1024;

    /// <summary>Writes the rows from the offset of <paramref name="query"/> on.</summary>
    public static async Task<ToolResult> WriteAsync(
        ToolInvocation invocation, QueryResult result, QueryHandle query, int maxRows, string? statement, long elapsedMs, CostActual? cost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(result);
        var available = Math.Min(result.TotalRows, invocation.MaxRows);
        var offset = query.Offset;
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("status", "succeeded");
        writer.WriteString("query_id", (query with { Offset = 0 }).Seal(invocation));
        WriteColumns(writer, result.Columns);
        writer.WriteStartArray("rows");
        var end = Math.Min(available, offset + maxRows);
        var next = offset;
        var first = 0L;
        for (var chunk = 0; chunk < result.ChunkRows.Count && next < end; chunk++)
        {
            var last = first + result.ChunkRows[chunk];
            if (last > next)
            {
                next = chunk == 0
                    ? WriteRows(writer, result, result.FirstRows, first, next, end)
                    : await WriteChunkAsync(writer, result, chunk, first, next, end, cancellationToken).ConfigureAwait(false);
                if (writer.BytesCommitted + writer.BytesPending >= MaxPageBytes)
                {
                    break;
                }
            }

            first = last;
        }

        writer.WriteEndArray();
        writer.WriteNumber("total_rows", available);
        var truncated = next < available || result.TotalRows > available || result.IsCut;
        writer.WriteBoolean("truncated", truncated);
        if (next < available)
        {
            writer.WriteString("continuation", (query with { Offset = next }).Seal(invocation));
        }

        if (Notice(result, available, offset, next) is { } notice)
        {
            writer.WriteString("notice", notice);
        }

        if (statement is not null)
        {
            writer.WriteString("statement", statement);
            WriteChanges(writer, invocation.Notes);
        }

        writer.WriteNumber("elapsed_ms", elapsedMs);
        if (cost is not null && invocation.Cost is { } terms)
        {
            CostJson.Write(writer, "cost", cost, terms);
        }

        var structured = JsonResult.End(writer, buffer);
        return new ToolResult
        {
            Structured = structured,
            Cost = cost,
            Text = truncated || offset > 0 ? null : Text(structured, result, available),
            ContinueAfter = rows => (query with { Offset = offset + rows }).Seal(invocation),
        };
    }

    /// <summary>The answer while a statement is running.</summary>
    public static ToolResult Running(ToolInvocation invocation, QueryHandle query)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var queryId = (query with { Offset = 0 }).Seal(invocation);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("status", "running");
        writer.WriteString("query_id", queryId);
        writer.WriteStartArray("columns");
        writer.WriteEndArray();
        writer.WriteStartArray("rows");
        writer.WriteEndArray();
        writer.WriteBoolean("truncated", false);
        var connector = invocation.Tool.Connector;
        var notice = $"The query is running. Ask {connector}_get_query_status with this query_id for its rows, or stop it with {connector}_cancel_query.";
        writer.WriteString("notice", notice);
        return new ToolResult { Structured = JsonResult.End(writer, buffer), Text = $"{notice}\nquery_id: {queryId}" };
    }

    private static async Task<long> WriteChunkAsync(
        Utf8JsonWriter writer, QueryResult result, int chunk, long first, long next, long end, CancellationToken cancellationToken)
    {
        using var rows = await result.ChunkAsync(chunk, cancellationToken).ConfigureAwait(false);
        return WriteRows(writer, result, rows.Rows, first, next, end);
    }

    /// <summary>Writes the rows of one chunk that lie between <paramref name="next"/> and <paramref name="end"/>; gives the row after the last written.</summary>
    private static long WriteRows(Utf8JsonWriter writer, QueryResult result, JsonElement rows, long first, long next, long end)
    {
        var at = first;
        foreach (var row in rows.EnumerateArray())
        {
            if (at >= end || writer.BytesCommitted + writer.BytesPending >= MaxPageBytes)
            {
                break;
            }

            if (at++ < next)
            {
                continue;
            }

            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != result.Columns.Count)
            {
                throw result.BadAnswer("a row has another number of cells than there are columns");
            }

            writer.WriteStartArray();
            var column = 0;
            foreach (var cell in row.EnumerateArray())
            {
                CellWriter.Write(writer, result.Columns[column++], cell);
            }

            writer.WriteEndArray();
        }

        return Math.Max(at, next);
    }

    private static void WriteColumns(Utf8JsonWriter writer, IReadOnlyList<ResultColumn> columns)
    {
        writer.WriteStartArray("columns");
        foreach (var column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteBoolean("nullable", column.Nullable);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>What became of the statement that was asked for, and why.</summary>
    private static void WriteChanges(Utf8JsonWriter writer, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("changes");
        foreach (var note in notes)
        {
            writer.WriteStringValue(note);
        }

        writer.WriteEndArray();
    }

    private static string? Notice(QueryResult result, long available, long offset, long next)
    {
        if (result.TotalRows > available)
        {
            return $"The result has more than {available} rows, the most that this role may read. Aggregate or filter, so that fewer rows tell the same.";
        }

        if (result.IsCut)
        {
            return "The warehouse cut the result because it is too large. Aggregate or filter, so that fewer rows tell the same.";
        }

        return next < available ? $"These are rows {offset + 1} to {next} of {available}. Send the continuation to read on." : null;
    }

    /// <summary>A whole result as a table; null when the table would leave something out, so that the host writes the JSON instead.</summary>
    private static string? Text(JsonElement structured, QueryResult result, long rows) =>
        TextTable.Render([.. result.Columns.Select(static column => column.Name)], structured.GetProperty("rows")) is { } table
            ? $"{table}{rows} {(rows == 1 ? "row" : "rows")}."
            : null;
}
