using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Tools;

/// <summary>explain_query, and the estimate before a query: EXPLAIN COST, which runs nothing.</summary>
internal sealed class ExplainTool(StatementRunner runner, StatementGuard guard)
{
    private const int MaxLine = 400;
    private const int MaxAdvice = 3;
    private const string Basis = "the optimizer's sizes of the tables in EXPLAIN COST, which are no more than a guess";

    public async Task<ToolResult> RunAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var page = ListPage.Read(invocation);
        var statement = Arguments.Required(invocation, "statement");
        var text = await ExplainAsync(invocation, statement, cancellationToken).ConfigureAwait(false);
        var plan = PlanText.Read(text);
        var estimate = invocation.Cost is null ? null : Estimate(plan, await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false));
        var writer = JsonResult.Begin(out var buffer);
        if (plan.Bytes is { } bytes)
        {
            writer.WriteNumber("bytes_estimated", bytes);
        }

        writer.WriteString("confidence", plan.Bytes is null ? "unknown" : "low");
        if (invocation.Cost is { } terms)
        {
            CostJson.Write(writer, "cost", estimate!, terms);
        }

        writer.WriteStartArray("plan");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(page.Offset))
        {
            writer.WriteStringValue(VendorText.Clean(line, MaxLine));
        }

        writer.WriteEndArray();
        writer.WriteString("statement", statement);
        return page.Result(JsonResult.End(writer, buffer));
    }

    /// <summary>What a statement would read.</summary>
    public async Task<CostEstimate> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        Estimate(
            PlanText.Read(await ExplainAsync(invocation, Arguments.Required(invocation, "statement"), cancellationToken).ConfigureAwait(false)),
            await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false));

    private static CostEstimate Estimate(PlanText plan, SqlJudgement? judged)
    {
        var estimate = plan.Bytes is not { } bytes
            ? CostEstimate.Unknown("EXPLAIN COST knows no size of a table that the statement reads")
            : new CostEstimate { Bytes = bytes, Basis = Basis, Confidence = CostConfidence.Guess };
        estimate = estimate with { Advice = Advice(plan, judged) };
        return judged is null ? estimate : ProductCost.AddTo(estimate, judged, plan.BytesOf);
    }

    private static List<string> Advice(PlanText plan, SqlJudgement? judged) =>
        [.. judged?.CrossAdvice ?? [], .. plan.Reads.Where(static read => read.Bytes is not 0).Select(static read => read.Table).Distinct().Take(MaxAdvice).Select(static table =>
            $"Filter {table} on its partition or date column (see databricks_describe_table), or read fewer of its columns.")];

    private async Task<string> ExplainAsync(ToolInvocation invocation, string statement, CancellationToken cancellationToken)
    {
        using var result = await runner.QueryAsync(invocation with { Progress = null }, $"EXPLAIN COST {statement}", Arguments.Any(invocation, "parameters"), 100, cancellationToken)
            .ConfigureAwait(false);
        return result.FirstRows.GetArrayLength() > 0 && result.FirstRows[0] is { ValueKind: JsonValueKind.Array } row && row.GetArrayLength() > 0
            && row[0].ValueKind == JsonValueKind.String
                ? row[0].GetString()!
                : throw DatabricksErrors.BadAnswer("the plan is missing");
    }
}
