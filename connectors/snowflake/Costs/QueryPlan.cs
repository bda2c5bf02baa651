using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Costs;

/// <summary>The plan of a statement, from EXPLAIN USING JSON: it compiles, runs nothing, and needs no warehouse.</summary>
internal sealed class QueryPlan : IDisposable
{
    private readonly JsonDocument document;

    private QueryPlan(JsonDocument document) => this.document = document;

    /// <summary>The plan as Snowflake writes it.</summary>
    public JsonElement Root => document.RootElement;

    /// <exception cref="ConnectorException">Snowflake does not compile it, or its answer is no plan.</exception>
    public static async Task<QueryPlan> ReadAsync(StatementRunner runner, ToolInvocation invocation, string statement, JsonElement parameters, int ordinal, CancellationToken cancellationToken)
    {
        var request = new StatementRequest
        {
            Statement = $"EXPLAIN USING JSON {statement}",
            Parameters = parameters,
            RowsPerResultSet = 10,
            Timeout = TimeSpan.FromMinutes(1),
            Ordinal = ordinal,
        };
        using var result = await runner.QueryAsync(invocation, request, cancellationToken).ConfigureAwait(false);
        var rows = result.FirstRows;
        if (rows.GetArrayLength() < 1 || rows[0].ValueKind != JsonValueKind.Array || rows[0].GetArrayLength() < 1 || rows[0][0].ValueKind != JsonValueKind.String)
        {
            throw SnowflakeErrors.BadAnswer("the plan is missing");
        }

        try
        {
            var document = JsonDocument.Parse(rows[0][0].GetString()!);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new QueryPlan(document) : throw SnowflakeErrors.BadAnswer("the plan is no JSON of the known kind");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw SnowflakeErrors.BadAnswer("the plan is no JSON of the known kind", exception);
        }
    }

    /// <summary>What the statement would read at most. The figures are upper bounds: pruning while it runs may leave out more.</summary>
    public CostEstimate Estimate(SqlJudgement judged)
    {
        var advice = judged.Advice;
        var stats = Root.TryGetProperty("GlobalStats", out var global) && global.ValueKind == JsonValueKind.Object ? global : default;
        var estimate = Number(stats, "bytesAssigned") is { } bytes
            ? new CostEstimate
            {
                Bytes = bytes,
                Partitions = Number(stats, "partitionsAssigned"),
                PartitionsTotal = Number(stats, "partitionsTotal"),
                Basis = "Snowflake's plan",
                Confidence = CostConfidence.UpperBound,
                Advice = advice,
            }
            : CostEstimate.Unknown("Snowflake's plan does not say how much is read") with { Advice = advice };
        return ProductCost.AddTo(estimate, judged, table => BytesOf(table.ToString()));
    }

    /// <summary>The most bytes that one scan of the table reads; null when the plan names it in no scan, as it does not name views.</summary>
    private long? BytesOf(string table)
    {
        long? most = null;
        if (Root.TryGetProperty("Operations", out var steps) && steps.ValueKind == JsonValueKind.Array)
        {
            foreach (var operation in steps.EnumerateArray().Where(static step => step.ValueKind == JsonValueKind.Array).SelectMany(static step => step.EnumerateArray()))
            {
                if (operation.ValueKind == JsonValueKind.Object && operation.TryGetProperty("objects", out var objects) && objects.ValueKind == JsonValueKind.Array
                    && objects.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String && string.Equals(name.GetString()!.Replace("\"", "", StringComparison.Ordinal), table, StringComparison.OrdinalIgnoreCase))
                    && Number(operation, "bytesAssigned") is { } bytes)
                {
                    most = Math.Max(most ?? 0, bytes);
                }
            }
        }

        return most;
    }

    /// <inheritdoc/>
    public void Dispose() => document.Dispose();

    private static long? Number(JsonElement stats, string name) =>
        stats.ValueKind == JsonValueKind.Object && stats.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : null;
}
