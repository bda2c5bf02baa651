using System.Collections.Concurrent;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Guard;
using CodexMcp.Connectors.HttpKind.Limits;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>A connector that its manifest alone describes. Each tool is read when a call first needs it.</summary>
internal sealed class HttpKindConnector : IConnector, IVendorQuota, IWriteRecovery
{
    private readonly ConcurrentDictionary<string, HttpKindTool> tools = new(StringComparer.Ordinal);
    private readonly JsonElement manifest;
    private readonly JsonElement settings;
    private readonly TimeProvider time;
    private readonly string system;
    private readonly HttpAuth auth;
    private readonly HttpCaller caller;
    private readonly LimitWatch limits;

    public HttpKindConnector(string name, JsonElement manifest, ConnectorContext context, ILoginStore? logins = null)
    {
        Name = name;
        this.manifest = manifest;
        settings = context.Settings;
        time = context.Time;
        system = Json.String(manifest, "title") ?? name;
        auth = HttpAuth.Create(system, manifest, settings, context.Http, time, new LoginKey(name, context.Environment), logins);
        limits = new LimitWatch(manifest, time);
        caller = new(system, context.Http, auth, limits);
        Guard = new ManifestGuard(Find, caller, settings);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IToolGuard Guard { get; }

    /// <inheritdoc/>
    public VendorQuota? Quota => limits.Quota;

    /// <inheritdoc/>
    public ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken)
    {
        var tool = Find(invocation.Tool);
        return tool.ReadBack is { } readBack
            ? readBack.FindAsync(tool, caller, new(invocation.Arguments, settings, CallId: lostCallId, RoleScope: invocation.Scope), cancellationToken)
            : new(WriteFate.Unknown);
    }

    /// <inheritdoc/>
    public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
        new HttpKindCall(system, Find(invocation.Tool), caller, invocation, settings, time).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await auth.EndAsync().ConfigureAwait(false);
        auth.Dispose();
    }

    private HttpKindTool Find(ToolDefinition tool) => tools.GetOrAdd(tool.Action, static (action, self) => HttpKindTool.Read(self.manifest, self.system, action), this);
}

/// <summary>Makes the connector of a manifest of kind <c>http</c>.</summary>
/// <param name="manifest">The manifest; it has been checked.</param>
/// <param name="logins">Where people's logins are kept, or null when there are none.</param>
public sealed class HttpKindConnectorFactory(Manifests.ConnectorManifest manifest, ILoginStore? logins = null) : IConnectorFactory
{
    /// <inheritdoc/>
    public string Name => manifest.Name;

    /// <inheritdoc/>
    public IConnector Create(ConnectorContext context) => new HttpKindConnector(manifest.Name, manifest.Definition, context, logins);
}
