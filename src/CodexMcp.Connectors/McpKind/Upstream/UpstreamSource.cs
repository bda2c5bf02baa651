using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Pins;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// The connection to a server: opened when a call first needs it, compared with the pins before anything is called, closed when nobody uses it, and
/// opened again, later each time, when it breaks.
/// </summary>
internal sealed class UpstreamSource : IAsyncDisposable
{
    private static readonly TimeSpan RetiredIdle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly UpstreamOptions options;
    private readonly IUpstreamDoor door;
    private readonly TimeProvider time;
    private readonly ITimer sweep;
    private volatile CheckedSession? current;
    private Quarantine? told;
    private readonly Backoff backoff;
    private readonly Recheck recheck;
    private volatile int changes;
    private volatile bool retired;

    /// <summary>Creates the source; nothing is opened yet.</summary>
    public UpstreamSource(UpstreamOptions options, IUpstreamDoor door, TimeProvider time)
    {
        this.options = options;
        this.door = door;
        this.time = time;
        backoff = new(time);
        recheck = new(RecheckAsync, time, closing.Token);
        Parked = new(options.System, this, time);
        Watches = new(options.System, this, options.News.Updated, time, closing.Token);
        sweep = time.CreateTimer(static source => _ = ((UpstreamSource)source!).SweepAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls that wait for answers.</summary>
    public Relay.ParkedCalls Parked { get; }

    /// <summary>What somebody wants to hear of.</summary>
    public UpstreamWatches Watches { get; }

    /// <summary>Gives the session, compared with the pins; opens one when there is none.</summary>
    /// <exception cref="UpstreamAwayException">The server can't be reached; nothing was sent.</exception>
    /// <exception cref="ConnectorException">An operator has to mend something.</exception>
    public async ValueTask<CheckedSession> GetAsync(CancellationToken cancellationToken)
    {
        if (current is { } there && IsGood(there))
        {
            there.UsedAt = time.GetTimestamp();
            return there;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (current is { } other && IsGood(other))
            {
                return other;
            }

            // Others wait for the same start; when this caller leaves, the next one goes on.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, cancellationToken);
            return await RenewAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Opens a session for one call alone: an older server is told once what its client can be asked.</summary>
    /// <exception cref="UpstreamAwayException">The server can't be reached; nothing was sent.</exception>
    public async Task<UpstreamSession> OpenOwnAsync(ClientAbilities asks, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            return await UpstreamSession.OpenAsync(door, "legacy", asks, static (_, _) => { }, time, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ConnectorException && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamAwayException($"{options.System} can't be reached, or does not answer as an MCP server does.", null, exception);
        }
    }

    /// <summary>Opens a session of its own and lists all that the manifest names there.</summary>
    public async Task<List<Definition>> ListAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        var session = await UpstreamSession.OpenAsync(door, options.Protocol, ClientAbilities.None, static (_, _) => { }, time, limit.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await UpstreamList.ReadAsync(session, options.Manifest.Rules.Kinds, limit.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody needs it any more but calls under way: it is closed when they are done.</summary>
    /// <param name="heir">The connection that takes its place.</param>
    public void Retire(UpstreamSource heir)
    {
        retired = true;
        heir.Watches.TakeOver(Watches, heir.options.Manifest.Rules.Offers);
        sweep.Change(RetiredIdle, RetiredIdle);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await sweep.DisposeAsync().ConfigureAwait(false);
        await closing.CancelAsync().ConfigureAwait(false);
        await Parked.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref current, null) is { } open)
        {
            await open.Session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private TimeSpan Patience => retired ? RetiredIdle : options.Idle;

    private bool IsGood(CheckedSession there) => there.Session.Ended is null && there.Changes == changes && time.GetElapsedTime(there.CheckedAt) < Fresh;

    private async Task<CheckedSession> RenewAsync(CancellationTokenSource limit, CancellationToken caller)
    {
        var before = current;
        if (before?.Session.Ended is not null)
        {
            current = null;
            if (before.Session.Ended is not UpstreamAwayException)
            {
                backoff.Ended(before.OpenedAt); // One that has only forgotten the session is there.
            }

            // Nobody waits for the end of what is broken.
            _ = before.Session.DisposeAsync().AsTask();
            before = null;
        }

        if (before is null && backoff.Left is { } left)
        {
            throw new UpstreamAwayException($"{options.System} failed a moment ago and is left alone for {Math.Ceiling(left.TotalSeconds):0} s.", left);
        }

        limit.CancelAfter(options.StartTimeout);
        var session = before?.Session;
        try
        {
            // What changes from here on is compared again: until then nobody is let through by what was there before.
            var seen = changes;
            session ??= await UpstreamSession.OpenAsync(door, options.Protocol, ClientAbilities.None, Take, time, limit.Token).ConfigureAwait(false);
            var listed = await UpstreamList.ReadAsync(session, options.Manifest.Rules.Kinds, limit.Token).ConfigureAwait(false);
            var differences = PinDifference.Between(options.Manifest.Pins, listed, options.Manifest.Rules.Name, options.Manifest.Rules.Kinds.ToHashSet());
            var now = time.GetTimestamp();
            current = new(session, Quarantine.Of(differences)) { OpenedAt = before?.OpenedAt ?? now, CheckedAt = now, UsedAt = now, Changes = seen };
            backoff.Succeeded();
            Tell(current.Quarantine);
            if (before is null)
            {
                _ = Watches.BeginAsync(session);
                sweep.Change(Patience, Patience);
            }

            return current;
        }
        catch (ConnectorException) when (before is not null)
        {
            throw; // No credential can be had. What is under way goes on; nothing more is called before the lists were compared.
        }
        catch (Exception exception)
        {
            current = null;
            _ = session?.DisposeAsync().AsTask();
            caller.ThrowIfCancellationRequested();
            if (exception is ConnectorException)
            {
                throw; // It says itself what is to be done; the next call tries at once whether it was.
            }

            backoff.Failed();
            throw new UpstreamAwayException($"{options.System} can't be reached, or does not answer as an MCP server does.", null, exception);
        }
    }

    private void Take(string method, JsonNode? parameters)
    {
        if (method == NotificationMethods.ResourceUpdatedNotification)
        {
            Watches.Take(parameters);
        }
        else if (method.EndsWith("/list_changed", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref changes);
            recheck.Ask();
        }
    }

    /// <summary>Compares at once and tells: who lists again then sees what may be called.</summary>
    private async Task RecheckAsync()
    {
        await GetAsync(closing.Token).ConfigureAwait(false);
        options.News.Changed();
    }

    private void Tell(Quarantine found)
    {
        if (told?.IsSame(found) != true)
        {
            told = found;
            options.Report(found);
        }
    }

    private async Task SweepAsync()
    {
        if (current is not { Session.Open: 0 } open || Watches.Any || time.GetElapsedTime(open.UsedAt) < Patience || !await gate.WaitAsync(0).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            if (ReferenceEquals(current, open) && open.Session.Open == 0)
            {
                current = null;
                sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                await open.Session.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }
}
