using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Results;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>explain_query: the plan as Snowflake compiles it, flattened.</summary>
internal sealed class ExplainTool(StatementRunner runner)
{
    private const int MaxText = 300;

    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var statement = Arguments.Required(invocation, "statement");
        var request = new StatementRequest
        {
            Statement = $"EXPLAIN USING JSON {statement}",
            RowsPerResultSet = 10,
            Timeout = invocation.Tool.Timeout ?? TimeSpan.FromMinutes(1),
        };
        using var result = await runner.QueryAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        var rows = result.FirstRows;
        if (rows.GetArrayLength() < 1 || rows[0].ValueKind != JsonValueKind.Array || rows[0].GetArrayLength() < 1 || rows[0][0].ValueKind != JsonValueKind.String)
        {
            throw SnowflakeErrors.BadAnswer("the plan is missing");
        }

        try
        {
            using var plan = JsonDocument.Parse(rows[0][0].GetString()!);
            return Write(page, plan.RootElement, statement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw SnowflakeErrors.BadAnswer("the plan is no JSON of the known kind", exception);
        }
    }

    private static ToolResult Write(ListPage page, JsonElement plan, string statement)
    {
        var writer = JsonResult.Begin(out var buffer);
        if (plan.TryGetProperty("GlobalStats", out var stats))
        {
            Copy(writer, stats, "bytesAssigned", "bytes_assigned");
            Copy(writer, stats, "partitionsAssigned", "partitions_assigned");
            Copy(writer, stats, "partitionsTotal", "partitions_total");
        }

        writer.WriteStartArray("operations");
        foreach (var operation in plan.GetProperty("Operations").EnumerateArray().SelectMany(static step => step.EnumerateArray()).Skip(page.Offset))
        {
            WriteOperation(writer, operation);
        }

        writer.WriteEndArray();
        writer.WriteString("statement", statement);
        return page.Result(JsonResult.End(writer, buffer));
    }

    private static void WriteOperation(Utf8JsonWriter writer, JsonElement operation)
    {
        writer.WriteStartObject();
        Copy(writer, operation, "id", "id");
        Copy(writer, operation, "parentOperators", "parents");
        writer.WriteString("operation", VendorText.Clean(operation.GetProperty("operation").GetString(), 60));
        Copy(writer, operation, "objects", "objects");
        if (operation.TryGetProperty("expressions", out var expressions) && expressions.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray("expressions");
            foreach (var expression in expressions.EnumerateArray().Take(20))
            {
                writer.WriteStringValue(VendorText.Clean(expression.ToString(), MaxText));
            }

            writer.WriteEndArray();
        }

        Copy(writer, operation, "partitionsAssigned", "partitions_assigned");
        Copy(writer, operation, "partitionsTotal", "partitions_total");
        Copy(writer, operation, "bytesAssigned", "bytes_assigned");
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement from, string name, string to)
    {
        if (from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(to);
            value.WriteTo(writer);
        }
    }
}
