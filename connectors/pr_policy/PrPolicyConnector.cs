using CodexMcp.Abstractions;
using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy;

/// <summary>Makes the connector of policies for pull requests.</summary>
public sealed class PrPolicyConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "pr_policy";

    /// <inheritdoc/>
    public IConnector Create(ConnectorContext context) => new PrPolicyConnector();
}

/// <summary>Applies a role's rule files to what the role's own tools read.</summary>
internal sealed class PrPolicyConnector : IConnector
{
    private readonly RuleBook book = new();

    public string Name => "pr_policy";

    // What it reads is guarded where it is read.
    public IToolGuard? Guard => null;

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => invocation.Tool.Action switch
    {
        "check" => CheckPull.RunAsync(invocation, book, cancellationToken),
        var action => throw new InvalidOperationException($"The connector pr_policy has no tool {action}."),
    };

    public ValueTask DisposeAsync() => default;
}
