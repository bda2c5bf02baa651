using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
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
    private readonly RoleParts parts;
    private readonly AuditLog audit;
    private readonly ILogger logger;
    private volatile RoleProfile profile;

    /// <summary>Creates the role; nothing is opened before its first call.</summary>
    public RoleHost(HostServices services, LoadedConfiguration loaded, RoleProfile profile, TimeProvider time, ILoggerFactory loggers)
    {
        this.profile = profile;
        logger = loggers.CreateLogger("roles");
        audit = services.NewAudit();
        parts = new(services, () => audit, new(() => _ = AnnounceAsync(), uri => Changes.UpdatedAsync(Profile, uri, CancellationToken.None)), loggers.CreateLogger("pipeline"), time);
        Changes.Watchers.Unwatch = parts.Unwatch;
        parts.Use(loaded);
    }

    /// <inheritdoc/>
    public RoleProfile Profile => profile;

    /// <inheritdoc/>
    public ListChanges Changes { get; } = new();

    /// <inheritdoc/>
    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) => parts.CallAsync(request, cancellationToken);

    /// <summary>Keeps an event of this role in its own chain.</summary>
    public ValueTask RecordAsync(AuditEntry entry)
    {
        var current = profile;
        return audit.AppendAsync(entry with { Role = current.Role, Revision = current.Revision, Environment = current.Execution.Environment }, durable: false);
    }

    /// <summary>Calls that start from now on see the new profile and its connectors; clients that listen are told when their lists have changed.</summary>
    public async Task ChangeAsync(LoadedConfiguration loaded, RoleProfile next)
    {
        var before = profile;
        parts.Use(loaded);
        profile = next;
        if (before.Revision == next.Revision)
        {
            return;
        }

        logger.Reloaded(next.Role, next.Revision[..12], next.Tools.Count);
        try
        {
            await RecordAsync(new() { Event = AuditEvents.ProfileReloaded, Outcome = "reloaded" }).ConfigureAwait(false);
            await Changes.AnnounceAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuditUnavailableException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            logger.Notice(exception.Message);
        }
    }

    private async Task AnnounceAsync()
    {
        try
        {
            await Changes.AnnounceAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            logger.Notice(exception.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync().ConfigureAwait(false);
        try
        {
            await audit.DisposeAsync().ConfigureAwait(false);
        }
        catch (AuditUnavailableException exception)
        {
            logger.Notice(exception.Message);
        }
    }
}
