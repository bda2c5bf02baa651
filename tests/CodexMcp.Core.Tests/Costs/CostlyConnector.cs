using CodexMcp.Abstractions;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Costs;

/// <summary>A connector that says beforehand and afterwards what a call costs.</summary>
internal sealed class CostlyConnector : IConnector, ICostEstimator
{
    public string Name => "fake";

    public IToolGuard? Guard => null;

    public Func<ToolInvocation, CostEstimate?> OnEstimate { get; set; } = static _ => null;

    public Func<ToolInvocation, CostActual?> OnExecute { get; set; } = static _ => null;

    public int Estimated { get; private set; }

    public List<ToolInvocation> Calls { get; } = [];

    public ValueTask<CostEstimate?> EstimateAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        Estimated++;
        return new(OnEstimate(invocation));
    }

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        Calls.Add(invocation);
        return new(new ToolResult { Structured = Some.Json("{}"), Cost = OnExecute(invocation) });
    }

    public ValueTask DisposeAsync() => default;
}
