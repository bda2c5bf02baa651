using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Writes answers and errors in HubSpot's shapes.</summary>
internal static class HubSpotReply
{
    /// <summary>Quotes and letters are written as HubSpot writes them.</summary>
    internal static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer without a body.</summary>
    public static SimulatorResponse Empty(int status) => new() { Status = status };

    /// <summary>An answer with one JSON object, whose members <paramref name="write"/> writes.</summary>
    public static SimulatorResponse Json(int status, Action<Utf8JsonWriter> write) => Whole(status, writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    /// <summary>An answer that <paramref name="write"/> writes as a whole.</summary>
    public static SimulatorResponse Whole(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return new SimulatorResponse
        {
            Status = status,
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json;charset=utf-8" },
            Body = buffer.WrittenMemory,
        };
    }

    /// <summary>An answer with <c>results</c>, and <c>paging</c> when there is more.</summary>
    public static SimulatorResponse Page<T>(
        IEnumerable<T> items, Action<Utf8JsonWriter, T> write, string? after = null, string? link = null, Action<Utf8JsonWriter>? before = null, int status = 200) =>
        Json(status, writer =>
        {
            before?.Invoke(writer);
            writer.WriteStartArray("results"u8);
            foreach (var item in items)
            {
                write(writer, item);
            }

            writer.WriteEndArray();
            WritePaging(writer, after, link);
        });

    /// <summary>Writes the <c>paging</c> member; nothing without a next page.</summary>
    public static void WritePaging(Utf8JsonWriter writer, string? after, string? link)
    {
        if (after is null)
        {
            return;
        }

        writer.WriteStartObject("paging"u8);
        writer.WriteStartObject("next"u8);
        writer.WriteString("after"u8, after);
        if (link is not null)
        {
            writer.WriteString("link"u8, link);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>An error as a whole answer.</summary>
    public static SimulatorResponse Error(HubSpotError error) => Json(error.Status, writer => WriteError(writer, error, true));

    /// <summary>Writes an error's members.</summary>
    /// <param name="writer">In the object that is the error.</param>
    /// <param name="error">What is wrong.</param>
    /// <param name="whole">False inside a batch, where errors have no correlation id.</param>
    public static void WriteError(Utf8JsonWriter writer, HubSpotError error, bool whole)
    {
        writer.WriteString("status"u8, "error"u8);
        writer.WriteString("message"u8, error.Message);
        if (error.Policy is not null && error.Category is null)
        {
            writer.WriteString("errorType"u8, "RATE_LIMIT"u8);
        }

        if (whole)
        {
            writer.WriteString("correlationId"u8, Guid.NewGuid());
        }

        if (error.Policy is not null && error.Category is null)
        {
            writer.WriteString("policyName"u8, error.Policy);
            writer.WriteString("requestId"u8, Guid.NewGuid());
        }

        if (error.Category is not null)
        {
            writer.WriteString("category"u8, error.Category);
        }

        if (error.SubCategory is not null)
        {
            writer.WriteString("subCategory"u8, error.SubCategory);
        }

        if (error.Details.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var detail in error.Details)
            {
                WriteDetail(writer, detail);
            }

            writer.WriteEndArray();
        }

        if (error.Context.Count > 0)
        {
            WriteContext(writer, error.Context);
        }

        if (error.Link is { } link)
        {
            writer.WriteStartObject("links"u8);
            writer.WriteString(link.Name, link.Address);
            writer.WriteEndObject();
        }
    }

    private static void WriteDetail(Utf8JsonWriter writer, HubSpotErrorDetail detail)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, detail.Message);
        if (detail.Code is not null)
        {
            writer.WriteString("code"u8, detail.Code);
        }

        if (detail.In is not null)
        {
            writer.WriteString("in"u8, detail.In);
        }

        WriteContext(writer, detail.Context);
        writer.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<string>> context)
    {
        writer.WriteStartObject("context"u8);
        foreach (var (name, values) in context)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
