using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>The body of a statement as it is sent: inline rows as JSON, so that no link to a storage account is ever followed.</summary>
internal static class StatementBody
{
    // Databricks ends a statement whose inline result is larger than 25 MiB; a limit below that cuts it instead.
    private const long ByteLimit = 16 * 1024 * 1024;

    public static ReadOnlyMemory<byte> Write(
        DatabricksSettings settings, ToolInvocation invocation, string statement, JsonElement parameters, int rowLimit, TimeSpan wait)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + statement.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("statement", statement);
            writer.WriteString("warehouse_id", settings.Warehouse);
            writer.WriteString("catalog", settings.Catalog);
            writer.WriteString("schema", settings.Schema);
            writer.WriteString("disposition", "INLINE");
            writer.WriteString("format", "JSON_ARRAY");
            writer.WriteString("wait_timeout", string.Create(CultureInfo.InvariantCulture, $"{(int)wait.TotalSeconds}s"));
            writer.WriteString("on_wait_timeout", "CONTINUE");
            writer.WriteNumber("row_limit", rowLimit);
            writer.WriteNumber("byte_limit", ByteLimit);
            WriteParameters(writer, parameters);
            WriteTags(writer, invocation);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Who asks, for Databricks' own query history.</summary>
    private static void WriteTags(Utf8JsonWriter writer, ToolInvocation invocation)
    {
        writer.WriteStartArray("query_tags");
        Span<(string Key, string Value)> tags =
        [
            ("app", "codex-mcp"),
            ("role", VendorText.Clean(invocation.Role, 64)),
            ("principal", VendorText.Clean(invocation.Principal, 120)),
            ("call", VendorText.Clean(invocation.CallId, 64)),
        ];
        foreach (var (key, value) in tags)
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter writer, JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        foreach (var parameter in parameters.EnumerateObject())
        {
            var value = parameter.Value;
            var (type, text) = value.ValueKind switch
            {
                JsonValueKind.String => ("STRING", value.GetString()),
                JsonValueKind.Number => (TypeOf(value.GetRawText()), value.GetRawText()),
                JsonValueKind.True => ("BOOLEAN", "true"),
                JsonValueKind.False => ("BOOLEAN", "false"),
                _ => ("STRING", null),
            };
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Name);
            writer.WriteString("value", text);
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The type that keeps every digit of a number.</summary>
    private static string TypeOf(string number)
    {
        if (number.AsSpan().ContainsAny('e', 'E'))
        {
            return "DOUBLE";
        }

        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return "BIGINT";
        }

        var digits = number.Count(char.IsAsciiDigit);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : number.Length - point - 1;
        return digits <= 38 ? string.Create(CultureInfo.InvariantCulture, $"DECIMAL({digits},{scale})") : "DOUBLE";
    }
}
