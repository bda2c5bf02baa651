using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Anomalies;
using CodexMcp.Connectors.Analytics.Change;
using CodexMcp.Connectors.Analytics.Charts;
using CodexMcp.Connectors.Analytics.Cohorts;
using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics;

/// <summary>Makes the analytics connector.</summary>
public sealed class AnalyticsConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "analytics";

    /// <inheritdoc/>
    /// <exception cref="ConnectorException">A setting is missing or wrong.</exception>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new AnalyticsConnector(context.Time, AnalyticsSettings.Read(context.Settings));
    }
}

/// <summary>Computes over what the role's own query tool reads, so that guard, cost and audit hold for every number.</summary>
internal sealed class AnalyticsConnector(TimeProvider time, AnalyticsSettings settings) : IConnector
{
    public string Name => "analytics";

    public IToolGuard? Guard => null;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var call = new AnalyticsCall(invocation, settings.For(invocation.Scope), time, cancellationToken);
        try
        {
            return await (invocation.Tool.Action switch
            {
                "explain_change" => ExplainChange.RunAsync(call),
                "detect_anomalies" => DetectAnomalies.RunAsync(call),
                "cohorts" => CohortTool.RunAsync(call),
                "chart" => ChartTool.RunAsync(call),
                _ => throw new ConnectorException(ConnectorFailure.Configuration, "The analytics connector has no such tool.",
                    "Ask an operator to compare connectors/analytics/connector.yaml with this version of the host."),
            }).ConfigureAwait(false);
        }
        catch (OverflowException exception)
        {
            // 28 digits are enough for any money or count; beyond them the arithmetic would not be exact.
            throw new ConnectorException(ConnectorFailure.Refused, "The numbers are too large to be computed exactly.", "Narrow the question, or divide the column in a view.", inner: exception);
        }
    }

    public ValueTask DisposeAsync() => default;
}
