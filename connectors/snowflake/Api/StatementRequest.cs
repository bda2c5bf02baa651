using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>One statement as it is sent.</summary>
internal sealed record StatementRequest
{
    /// <summary>The SQL.</summary>
    public required string Statement { get; init; }

    /// <summary>Values for the <c>?</c> marks: a JSON array, or undefined.</summary>
    public JsonElement Parameters { get; init; }

    /// <summary>The most rows that Snowflake may return; one more than the cap, so that a cut is seen.</summary>
    public required int RowsPerResultSet { get; init; }

    /// <summary>How long the statement may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether Snowflake answers at once instead of waiting for the rows.</summary>
    public bool Async { get; init; }

    /// <summary>Which statement of the call it is, from 0: a call that sends several gives each its own request id.</summary>
    public int Ordinal { get; init; }

    /// <summary>The id that makes a repeat recognisable: the same for the same call and ordinal, whenever it is sent.</summary>
    public Guid RequestId(ToolInvocation invocation)
    {
        if (Ordinal == 0 && Guid.TryParseExact(invocation.CallId, "N", out var id))
        {
            return id;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{invocation.CallId}/{Ordinal}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // A version 8 UUID: made from a hash.
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The request's body.</summary>
    public byte[] Body(SnowflakeSettings settings, ToolInvocation invocation)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + Statement.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("statement", Statement);
            writer.WriteNumber("timeout", (long)Math.Ceiling(Timeout.TotalSeconds));
            writer.WriteString("database", settings.Database);
            writer.WriteString("schema", settings.Schema);
            writer.WriteString("warehouse", settings.Warehouse);
            writer.WriteString("role", settings.Role);
            WriteBindings(writer);
            writer.WriteStartObject("parameters");
            writer.WriteString("query_tag", Tag(invocation));
            // Pins the request to one statement on Snowflake's side too.
            writer.WriteString("multi_statement_count", "1");
            writer.WriteNumber("rows_per_resultset", RowsPerResultSet);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Who asks, for Snowflake's own query history: a short JSON object.</summary>
    internal static string Tag(ToolInvocation invocation)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("app", "codex-mcp");
            writer.WriteString("role", VendorText.Clean(invocation.Role, 64));
            writer.WriteString("principal", VendorText.Clean(invocation.Principal, 200));
            writer.WriteString("call", VendorText.Clean(invocation.CallId, 64));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteBindings(Utf8JsonWriter writer)
    {
        if (Parameters.ValueKind != JsonValueKind.Array || Parameters.GetArrayLength() == 0)
        {
            return;
        }

        writer.WriteStartObject("bindings");
        var number = 0;
        foreach (var value in Parameters.EnumerateArray())
        {
            var (type, text) = value.ValueKind switch
            {
                JsonValueKind.String => ("TEXT", value.GetString()),
                JsonValueKind.Number => (value.GetRawText() is var raw && raw.AsSpan().ContainsAny('e', 'E') ? "REAL" : "FIXED", raw),
                JsonValueKind.True => ("BOOLEAN", "true"),
                JsonValueKind.False => ("BOOLEAN", "false"),
                _ => ("TEXT", null),
            };
            writer.WriteStartObject((++number).ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString("type", type);
            writer.WriteString("value", text);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
