using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sales;

/// <summary>Makes the sales connector.</summary>
public sealed class SalesConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "sales";

    /// <inheritdoc/>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SalesConnector(context.Time);
    }
}

/// <summary>Computes over what the role's own tools read: its scope, filters and audit hold for every number.</summary>
internal sealed class SalesConnector(TimeProvider time) : IConnector
{
    public string Name => "sales";

    public IToolGuard? Guard { get; } = new SalesGuard();

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => invocation.Tool.Action switch
    {
        "rank_accounts" => RankAccounts.RunAsync(invocation, time, cancellationToken),
        var action => throw new InvalidOperationException($"The sales connector has no tool {action}."),
    };

    public ValueTask DisposeAsync() => default;
}
