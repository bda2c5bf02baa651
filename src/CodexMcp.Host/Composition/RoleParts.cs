using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind.Upstream;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>
/// What one role's calls run through: its pipeline with its limits, its connectors with their circuits and credentials. A process that serves
/// several roles has one of these for each. Nothing is made before a call needs it.
/// </summary>
internal sealed class RoleParts(HostServices services, Func<AuditLog> audit, UpstreamNews news, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly LiveConnectors connectors = new(services.Extensions.Connectors, services.Quarantines.Keep, news, services.Logins, time);
    private ToolCallPipeline? pipeline;

    private ToolCallPipeline Pipeline
    {
        get
        {
            if (Volatile.Read(ref pipeline) is { } made)
            {
                return made;
            }

            var trail = audit();
            var state = services.State;
            lock (gate)
            {
                return pipeline ??= new(new()
                {
                    Connectors = connectors,
                    Audit = trail,
                    Time = time,
                    HandleKey = services.HandleKey,
                    ApprovalKey = services.ApprovalKey,
                    Stores = () => state.Calls,
                    Reviewers = state,
                    Switches = state.Switches,
                    Logger = logger,
                });
            }
        }
    }

    /// <summary>Takes one call through the pipeline.</summary>
    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) =>
        Pipeline.CallAsync(request, cancellationToken);

    /// <summary>Gives a connector as a call would have it.</summary>
    public Abstractions.IConnector Connector(string name, string environment) => connectors.Get(name, environment).Connector;

    /// <summary>Nobody wants to hear of a resource any more.</summary>
    public void Unwatch(string uri) => connectors.Unwatch(uri);

    /// <summary>Calls go to these connectors from now on.</summary>
    public void Use(LoadedConfiguration loaded)
    {
        services.UseGroups(loaded);
        connectors.Use(loaded, name => loaded.Manifests.TryGetValue(name, out var manifest) ? services.SandboxEndpoint(manifest) : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connectors.DisposeAsync();
}
