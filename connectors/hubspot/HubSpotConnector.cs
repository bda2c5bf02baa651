using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Auth;
using CodexMcp.Connectors.HubSpot.Guard;
using CodexMcp.Connectors.HubSpot.Scope;
using CodexMcp.Connectors.HubSpot.Tools;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>Makes the HubSpot connector.</summary>
public sealed class HubSpotConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => "hubspot";

    /// <inheritdoc/>
    /// <exception cref="ConnectorException">A setting is missing or wrong.</exception>
    public IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new HubSpotConnector(context.Http, HubSpotSettings.Read(context.Settings, context.Environment), context.Time);
    }
}

/// <summary>HubSpot's CRM over its v3 and v4 APIs, held to the role's scope.</summary>
internal sealed class HubSpotConnector : IConnector, IRecordReader, IWriteRecovery, IVendorQuota
{
    private readonly HubSpotCredential credential;
    private readonly HubSpotApi api;
    private readonly PropertyCatalog catalog;
    private readonly HubSpotGuard guard;
    private readonly ToolTable tools;
    private readonly RecordRecovery recovery;

    public HubSpotConnector(HttpClient http, HubSpotSettings settings, TimeProvider time)
    {
        credential = settings.OAuth ? new OAuthCredential(http, settings, time) : new PrivateAppCredential(settings);
        api = new HubSpotApi(http, settings, credential, time);
        catalog = new PropertyCatalog(api, time);
        guard = new HubSpotGuard(catalog, settings);
        tools = new ToolTable(api, catalog, settings, time);
        recovery = new RecordRecovery(api, tools.Writes, catalog, settings, time);
    }

    public string Name => "hubspot";

    public IToolGuard? Guard => guard;

    public VendorQuota? Quota => api.Quota.Seen;

    public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        await tools.RunAsync(await GuardedAsync(invocation, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        await recovery.ReadAsync(await GuardedAsync(invocation, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken) =>
        await recovery.FindAsync(await GuardedAsync(invocation, cancellationToken).ConfigureAwait(false), lostCallId, cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        catalog.Dispose();
        credential.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The pipeline has asked the guard before; a host that forgot to stops here, before anything is sent.</summary>
    private async ValueTask<ToolInvocation> GuardedAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        JsonElement? rewritten = (await guard.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false)).Arguments;
        return rewritten is { } arguments ? invocation with { Arguments = arguments } : invocation;
    }
}
