using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Snowflake.Costs;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Tools;

/// <summary>explain_query: the plan as Snowflake compiles it, flattened, and what the statement would cost where the role counts that.</summary>
internal sealed class ExplainTool(StatementRunner runner, StatementGuard guard)
{
    private const int MaxText = 300;

    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var statement = Arguments.Required(invocation, "statement");
        using var plan = await QueryPlan.ReadAsync(runner, invocation, statement, default, 0, cancellationToken).ConfigureAwait(false);
        var estimate = invocation.Cost is null ? null : plan.Estimate((await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false))!);
        try
        {
            return Write(page, plan.Root, statement, estimate, invocation.Cost);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw SnowflakeErrors.BadAnswer("the plan is no JSON of the known kind", exception);
        }
    }

    private static ToolResult Write(ListPage page, JsonElement plan, string statement, CostEstimate? estimate, CostTerms? terms)
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
        if (estimate is not null && terms is not null)
        {
            CostJson.Write(writer, "estimate", estimate, terms);
        }

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
