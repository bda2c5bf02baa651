using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Writes the SQL API's answers: result sets, partitions, statuses and errors.</summary>
internal static partial class ResponseWriter
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
