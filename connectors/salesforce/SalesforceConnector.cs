using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Auth;
using CodexMcp.Connectors.Salesforce.Guard;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce;

/// <summary>Makes the Salesforce connector.</summary>
public sealed class SalesforceConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "salesforce";

    /// <inheritdoc/>
    /// <exception cref="ConnectorException">A setting is missing or wrong.</exception>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SalesforceConnector(context.Http, SalesforceSettings.Read(context.Settings, context.Environment), context.Time);
    }
}

/// <summary>
/// Salesforce over its REST and Bulk 2.0 APIs. Every tool judges its own calls, in the guard and again when it runs, so a host that forgot to ask the
/// guard sends nothing either.
/// </summary>
internal sealed class SalesforceConnector : IConnector, IVendorQuota, IRecordReader, IWriteRecovery
{
    private readonly QuotaMeter quota;
    private readonly SalesforceTools tools;

    public SalesforceConnector(HttpClient http, SalesforceSettings settings, TimeProvider time)
    {
        quota = new QuotaMeter(settings.QuotaReserve, time);
        var api = new SalesforceApi(http, settings, new TokenSource(new TokenEndpoint(http, settings, time), time), quota, time);
        tools = new SalesforceTools(api, settings, time);
        Guard = new SalesforceGuard(tools);
    }

    public string Name => "salesforce";

    public IToolGuard? Guard { get; }

    public VendorQuota? Quota => quota.Seen;

    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) => tools.RunAsync(invocation, cancellationToken);

    public ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken) => tools.ReadAsync(invocation, cancellationToken);

    public ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken) =>
        tools.FindAsync(invocation, lostCallId, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
