using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Api;
using CodexMcp.Connectors.Sql;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Snowflake.Costs;

/// <summary>What run_query would cost: the plan of the statement as it would be sent. SHOW, DESCRIBE, EXPLAIN, kept rows and later pages of rows read no table.</summary>
internal sealed class QueryCosts(StatementRunner runner, SecondaryRoles secondaryRoles, StatementGuard guard, ResultCache cache)
{
    // Beyond those of the tools' own statements, so that it keeps its own request id.
    private const int Ordinal = 900;

    public async ValueTask<CostEstimate?> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Tool.Action != "run_query" || Arguments.Text(invocation, "continuation") is not null
            || cache.Promises(invocation) || await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false) is not { Problem: null, Kind: SqlStatementKind.Select } judged)
        {
            return null;
        }

        await secondaryRoles.EnsureOffAsync(invocation, cancellationToken).ConfigureAwait(false);
        using var plan = await QueryPlan.ReadAsync(runner, invocation, judged.Text, Arguments.Any(invocation, "parameters"), Ordinal, cancellationToken).ConfigureAwait(false);
        return plan.Estimate(judged);
    }
}
