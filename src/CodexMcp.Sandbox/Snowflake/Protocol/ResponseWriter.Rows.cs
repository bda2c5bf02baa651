using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <content>The columns and rows of a result.</content>
internal static partial class ResponseWriter
{
    private static void Metadata(Utf8JsonWriter writer, StatementResult result, int partitions, int rowsPerPartition)
    {
        writer.WriteStartObject("resultSetMetaData");
        writer.WriteNumber("numRows", result.Rows.Count);
        writer.WriteString("format", "jsonv2");
        writer.WriteStartArray("partitionInfo");
        for (var i = 0; i < partitions; i++)
        {
            var rows = Math.Min(rowsPerPartition, result.Rows.Count - (i * rowsPerPartition));
            long size = 0;
            for (var r = i * rowsPerPartition; r < (i * rowsPerPartition) + rows; r++)
            {
                foreach (var cell in result.Rows[r])
                {
                    size += (cell?.Length ?? 2) + 3;
                }
            }

            writer.WriteStartObject();
            writer.WriteNumber("rowCount", rows);
            writer.WriteNumber("uncompressedSize", size);
            if (i > 0)
            {
                writer.WriteNumber("compressedSize", (size / 4) + 20);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rowType");
        foreach (var column in result.Columns)
        {
            Column(writer, column);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter writer, OutputColumn column)
    {
        void Number(string name, int? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        var type = column.Type;
        var text = type.Kind is SqlKind.Text or SqlKind.Null;
        var length = type.Length == 0 ? SqlType.MaxText : type.Length;
        var moment = type.IsTimestamp || type.Kind == SqlKind.Time;
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteString("database", column.Origin?.Table.Database ?? "");
        writer.WriteString("schema", column.Origin?.Table.Schema ?? "");
        writer.WriteString("table", column.Origin?.Table.Name ?? "");
        writer.WriteString("type", type.WireName);
        Number("length", text ? length : null);
        Number("precision", type.Kind == SqlKind.Fixed ? type.Precision : moment ? 0 : null);
        Number("scale", type.Kind == SqlKind.Fixed || moment ? type.Scale : null);
        writer.WriteBoolean("nullable", column.Nullable);
        Number("byteLength", text ? (int)Math.Min(4L * length, SqlType.MaxText) : null);
        writer.WriteNull("collation");
        writer.WriteEndObject();
    }

    private static void Data(Utf8JsonWriter writer, StatementResult result, int partition, int rowsPerPartition, bool nullable)
    {
        writer.WriteStartArray("data");
        var end = Math.Min(result.Rows.Count, (partition + 1) * rowsPerPartition);
        for (var r = partition * rowsPerPartition; r < end; r++)
        {
            writer.WriteStartArray();
            foreach (var cell in result.Rows[r])
            {
                if (cell is null && nullable)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteStringValue(cell ?? "null");
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
