using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales;

/// <summary>Weights that don't sum to 1 rank nothing, be they the role's or the ones to compare with.</summary>
internal sealed class SalesGuard : IToolGuard
{
    public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (!Weights.TryOfRole(invocation.Scope, out _, out var sum))
        {
            return new(GuardVerdict.Reject($"The weights of the role {invocation.Role} sum to {Number.Text(sum)} instead of 1.", "Ask the role's owner to correct scope.weights of sales in role.yaml."));
        }

        return Weights.TryRead(invocation.Arguments, "compare_weights", out _, out sum)
            ? new(GuardVerdict.Pass)
            : new(GuardVerdict.Reject($"compare_weights sum to {Number.Text(sum)} instead of 1.", "Give four weights that sum to 1, e.g. usage 0.3, arr 0.4, engagement 0.2, enrichment 0.1."));
    }
}
