using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Serving;

/// <summary>One role of a process that serves all: its limits, its connectors with their circuits, its chain of the audit trail and its listeners are its own.</summary>
internal sealed class RoleHost : IServedRole, IAsyncDisposable
{
    private readonly HostServices services;
    private readonly LiveConnectors connectors;
    private readonly AuditLog audit;
    private readonly ToolCallPipeline pipeline;
    private readonly ILogger logger;
    private volatile RoleProfile profile;

    /// <summary>Creates the role; nothing is opened before its first call.</summary>
    public RoleHost(HostServices services, IKeySource handles, LoadedConfiguration loaded, RoleProfile profile, TimeProvider time, ILoggerFactory loggers)
    {
        this.services = services;
        this.profile = profile;
        logger = loggers.CreateLogger("roles");
        audit = new(new() { Folder = services.AuditFolder, ProductVersion = McpAdapter.Identity.Version }, time);
        connectors = new(time);
        Use(loaded);
        pipeline = new(new()
        {
            Connectors = connectors,
            Audit = audit,
            Time = time,
            HandleKey = handles,
            Logger = loggers.CreateLogger("pipeline"),
        });
    }

    /// <inheritdoc/>
    public RoleProfile Profile => profile;

    /// <inheritdoc/>
    public ListChanges Changes { get; } = new();

    /// <inheritdoc/>
    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) => pipeline.CallAsync(request, cancellationToken);

    /// <summary>Calls that start from now on see the new profile and its connectors; clients that listen are told when their lists have changed.</summary>
    public async Task ChangeAsync(LoadedConfiguration loaded, RoleProfile next)
    {
        var before = profile;
        Use(loaded);
        profile = next;
        if (before.Revision == next.Revision)
        {
            return;
        }

        logger.Reloaded(next.Role, next.Revision[..12], next.Tools.Count);
        try
        {
            await audit.AppendAsync(
                new() { Event = AuditEvents.ProfileReloaded, Role = next.Role, Revision = next.Revision, Environment = next.Execution.Environment, Outcome = "reloaded" },
                durable: false).ConfigureAwait(false);
            await Changes.AnnounceAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuditUnavailableException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            logger.Notice(exception.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connectors.DisposeAsync().ConfigureAwait(false);
        try
        {
            await audit.DisposeAsync().ConfigureAwait(false);
        }
        catch (AuditUnavailableException exception)
        {
            logger.Notice(exception.Message);
        }
    }

    private void Use(LoadedConfiguration loaded) => connectors.Use(loaded, name => services.Sandbox.Endpoint(name));
}
