using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>
/// The role that a session serves: a snapshot that is swapped whole when its files change, and stays when they are wrong. A
/// principal that loses access keeps the session and loses the tools.
/// </summary>
internal sealed class LiveRole(HostServices services, RoleStore store, string role, ulong stamp, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(150);

    private volatile Snapshot snapshot = Take(store.Current, role, services.Principal, null);
    private ProfileWatcher? watcher;

    /// <summary>The snapshot that runs: taken once per request.</summary>
    public RoleProfile Profile
    {
        get
        {
            var loaded = store.Current;
            var known = snapshot;
            if (!ReferenceEquals(known.From, loaded))
            {
                snapshot = known = Take(loaded, role, services.Principal, known.Profile);
            }

            return known.Profile;
        }
    }

    /// <summary>Does what a quick start put off: follow the files, and settle what an earlier process left behind.</summary>
    public async Task SettleAsync(ListChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            // The first answer goes out before anything else is done.
            await Task.Delay(Settling, time, cancellationToken).ConfigureAwait(false);
            watcher = new(store, services.Watched, time);
            var announced = Profile;
            watcher.Reloaded += errors => announced = Reloaded(announced, errors, changes, cancellationToken);

            // A file may have changed between the start and now; reading all of them again would cost each session as much as its start.
            if (watcher.HasChangedSince(stamp))
            {
                announced = Reloaded(announced, store.Reload(), changes, cancellationToken);
            }
            else
            {
                foreach (var error in ((LoadedConfiguration)store.Current).PutOff())
                {
                    logger.Notice(error.ToString());
                }
            }

            await services.Audit.AppendAsync(Entry(AuditEvents.SessionStarted, null, null), durable: false).ConfigureAwait(false);
            await AuditUpkeep.RunAsync(services, logger, time).ConfigureAwait(false);
            await services.State.Switches.WarmAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A short session.
        }
        catch (AuditUnavailableException exception)
        {
            logger.Notice(exception.Message);
        }
        catch (Exception exception)
        {
            logger.Broke("Settling after the start", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => watcher?.Dispose();

    /// <summary>Tells the log, the trail and the client how a reload ended; gives what they know now.</summary>
    private RoleProfile Reloaded(RoleProfile before, IReadOnlyList<ConfigurationError> errors, ListChanges changes, CancellationToken cancellationToken)
    {
        var now = Profile;
        if (errors.Count > 0)
        {
            var reasons = string.Join(" | ", errors);
            logger.ReloadRefused(role, reasons);
            _ = RecordAsync("refused", reasons);
        }
        else if (now.Revision != before.Revision || now.Tools.Count != before.Tools.Count)
        {
            logger.Reloaded(role, now.Revision[..12], now.Tools.Count);
            _ = RecordAsync("reloaded", now.Tools.Count == 0 ? "The role has no tools for this principal now." : null);
            _ = AnnounceAsync(changes, cancellationToken);
            _ = ReviewRounds.VoidAsync(services, store.Current.Profiles.GetValueOrDefault(role) ?? now, store.Current.Groups, logger);
        }

        return now;
    }

    /// <summary>Tells the client that its lists have changed.</summary>
    public async Task AnnounceAsync(ListChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            await changes.AnnounceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The session ends.
        }
    }

    private async Task RecordAsync(string outcome, string? reason)
    {
        try
        {
            await services.Audit.AppendAsync(Entry(AuditEvents.ProfileReloaded, outcome, reason), durable: false).ConfigureAwait(false);
        }
        catch (AuditUnavailableException exception)
        {
            logger.Notice(exception.Message);
        }
    }

    private AuditEntry Entry(string name, string? outcome, string? reason)
    {
        var profile = Profile;
        return new()
        {
            Event = name,
            Role = profile.Role,
            Revision = profile.Revision,
            Principal = services.Principal,
            Environment = profile.Execution.Environment,
            Outcome = outcome,
            Reason = reason,
        };
    }

    private static Snapshot Take(LoadedRoles loaded, string role, string principal, RoleProfile? before)
    {
        var profile = loaded.Profiles.GetValueOrDefault(role) ?? before ?? loaded.Require(role);
        return new(loaded, loaded.Groups.MayUse(profile, principal) ? profile : WithoutTools(profile));
    }

    /// <summary>Not a copy with another list: a copy would remember the tools that the original has found.</summary>
    private static RoleProfile WithoutTools(RoleProfile profile) => new()
    {
        Role = profile.Role,
        Version = profile.Version,
        Description = profile.Description,
        Owner = profile.Owner,
        Instructions = profile.Instructions,
        Revision = profile.Revision,
        Tools = [],
        Execution = profile.Execution,
        Governance = profile.Governance,
    };

    private sealed record Snapshot(LoadedRoles From, RoleProfile Profile);
}
