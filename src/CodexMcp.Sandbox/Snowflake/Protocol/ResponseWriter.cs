using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Writes the SQL API's answers: result sets, partitions, statuses and errors.</summary>
internal static class ResponseWriter
{
    // As the vendor writes it: only what JSON itself needs is escaped.
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public const string AsyncCode = "333334";

    public static SimulatorResponse Error(SnowflakeException error, string? handle = null) => Json(error.Status, writer =>
    {
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        // Authentication and transport errors have neither a state nor a handle.
        if (error.Status is 422 or 408)
        {
            writer.WriteString("sqlState", error.SqlState);
            if (handle is not null)
            {
                writer.WriteString("statementHandle", handle);
                writer.WriteString("statementStatusUrl", StatusUrl(handle));
            }
        }
    });

    public static SimulatorResponse Running(Statement statement) => Json(202, writer =>
    {
        writer.WriteString("code", AsyncCode);
        writer.WriteString("message", "Asynchronous execution in progress. Use provided query id to perform query monitoring and management.");
        writer.WriteString("statementHandle", statement.Handle);
        writer.WriteString("statementStatusUrl", StatusUrl(statement.Handle));
    });

    public static SimulatorResponse Cancelled(Statement statement) => Json(200, writer =>
    {
        writer.WriteString("code", "000604");
        writer.WriteString("sqlState", "57014");
        writer.WriteString("message", "SQL execution canceled");
        writer.WriteString("statementHandle", statement.Handle);
        writer.WriteString("statementStatusUrl", StatusUrl(statement.Handle));
    });

    public static string StatusUrl(string handle) => $"/api/v2/statements/{handle}";

    public static SimulatorResponse Result(Statement statement, string requestId, int partition, int rowsPerPartition, bool nullable)
    {
        var result = statement.Result!;
        var partitions = Math.Max(1, (result.Rows.Count + rowsPerPartition - 1) / rowsPerPartition);
        if (partition >= partitions)
        {
            throw new SnowflakeException("391917", "22023", $"Partition {partition} does not exist. The result has {partitions}.", 422);
        }

        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" };
        if (partitions > 1)
        {
            headers["Link"] = Links(statement.Handle, requestId, partition, partitions);
        }

        if (partition > 0)
        {
            headers["Content-Encoding"] = "gzip";
            return new SimulatorResponse { Status = 200, Headers = headers, Body = Gzip(Bytes(writer => Data(writer, result, partition, rowsPerPartition, nullable))) };
        }

        var body = Bytes(writer =>
        {
            Metadata(writer, result, partitions, rowsPerPartition);
            Data(writer, result, 0, rowsPerPartition, nullable);
            writer.WriteString("code", result.Truncated ? "391908" : "090001");
            writer.WriteString("sqlState", "00000");
            writer.WriteString("message", result.Truncated ? "The result was too large and has been truncated." : "Statement executed successfully.");
            writer.WriteString("statementHandle", statement.Handle);
            writer.WriteNumber("createdOn", statement.CreatedOn.ToUnixTimeMilliseconds());
            writer.WriteString("statementStatusUrl", $"{StatusUrl(statement.Handle)}?requestId={requestId}&partition=0");
            if (statement.Children is { } children)
            {
                writer.WriteStartArray("statementHandles");
                foreach (var child in children)
                {
                    writer.WriteStringValue(child);
                }

                writer.WriteEndArray();
            }

            if (result.Stats is { } stats)
            {
                writer.WriteStartObject("stats");
                writer.WriteNumber("numRowsInserted", stats.Inserted);
                writer.WriteNumber("numRowsUpdated", stats.Updated);
                writer.WriteNumber("numRowsDeleted", stats.Deleted);
                writer.WriteNumber("numDuplicateRowsUpdated", 0);
                writer.WriteEndObject();
            }
        });
        return new SimulatorResponse { Status = 200, Headers = headers, Body = body };
    }

    private static string Links(string handle, string requestId, int partition, int partitions)
    {
        var links = new List<string>();
        void Add(string relation, int number) => links.Add($"<{StatusUrl(handle)}?requestId={requestId}&partition={number}>;rel=\"{relation}\"");
        Add("first", 0);
        if (partition > 0)
        {
            Add("prev", partition - 1);
        }

        if (partition + 1 < partitions)
        {
            Add("next", partition + 1);
        }

        Add("last", partitions - 1);
        return string.Join(",", links);
    }

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

    public static SimulatorResponse Json(int status, Action<Utf8JsonWriter> write) => new()
    {
        Status = status,
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
        Body = Bytes(write),
    };

    public static SimulatorResponse Plain(int status) => new()
    {
        Status = status,
        Headers = new Dictionary<string, string> { ["Content-Length"] = 0.ToString(CultureInfo.InvariantCulture) },
    };

    private static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plainly))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] body)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return stream.ToArray();
    }
}
