using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>Writes a statement as the API does: state, manifest and rows.</summary>
internal static class ResultWriter
{
    public static int Chunks(SparkResult result, int size) => Math.Max(1, (result.Rows.Count + size - 1) / size);

    public static void Write(Utf8JsonWriter writer, SparkStatement statement, bool closed, int size)
    {
        writer.WriteString("statement_id", statement.Id);
        writer.WriteStartObject("status");
        writer.WriteString("state", statement.IsRunning ? statement.State is "PENDING" ? "PENDING" : "RUNNING" : closed && statement.Result is not null ? "CLOSED" : statement.State);
        if (!statement.IsRunning && statement.Error is { } error)
        {
            writer.WriteStartObject("error");
            writer.WriteString("error_code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
            writer.WriteString("sql_state", error.SqlState);
        }

        writer.WriteEndObject();
        if (statement.IsRunning || closed || statement.Result is not { } result)
        {
            return;
        }

        WriteManifest(writer, statement, result, size);
        writer.WriteStartObject("result");
        Chunk(writer, statement, 0, size);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of one chunk.</summary>
    public static void Chunk(Utf8JsonWriter writer, SparkStatement statement, int chunk, int size)
    {
        var rows = statement.Result!.Rows;
        var first = chunk * size;
        var count = Math.Min(size, rows.Count - first);
        writer.WriteNumber("chunk_index", chunk);
        writer.WriteNumber("row_offset", first);
        writer.WriteNumber("row_count", count);
        if (first + count < rows.Count)
        {
            writer.WriteNumber("next_chunk_index", chunk + 1);
            writer.WriteString("next_chunk_internal_link", $"/api/2.0/sql/statements/{statement.Id}/result/chunks/{chunk + 1}?row_offset={first + count}");
        }

        // A result without rows leaves the list out.
        if (count == 0)
        {
            return;
        }

        writer.WriteStartArray("data_array");
        for (var i = first; i < first + count; i++)
        {
            writer.WriteStartArray();
            foreach (var cell in rows[i])
            {
                writer.WriteStringValue(cell);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteManifest(Utf8JsonWriter writer, SparkStatement statement, SparkResult result, int size)
    {
        writer.WriteStartObject("manifest");
        writer.WriteString("format", "JSON_ARRAY");
        writer.WriteStartObject("schema");
        writer.WriteNumber("column_count", result.Columns.Count);
        writer.WriteStartArray("columns");
        for (var i = 0; i < result.Columns.Count; i++)
        {
            var column = result.Columns[i];
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteNumber("position", i);
            writer.WriteString("type_name", column.TypeName);
            writer.WriteString("type_text", column.TypeText);
            if (column.Precision is { } precision)
            {
                writer.WriteNumber("type_precision", precision);
                writer.WriteNumber("type_scale", column.Scale ?? 0);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        var chunks = Chunks(result, size);
        writer.WriteNumber("total_chunk_count", chunks);
        writer.WriteStartArray("chunks");
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("chunk_index", chunk);
            writer.WriteNumber("row_offset", chunk * size);
            writer.WriteNumber("row_count", Math.Min(size, result.Rows.Count - (chunk * size)));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("total_row_count", result.Rows.Count);
        writer.WriteBoolean("truncated", statement.Truncated);
        writer.WriteEndObject();
    }
}
