using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Pins;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>What the connection to a server is made from.</summary>
internal sealed record UpstreamOptions
{
    /// <summary>The server's name in sentences.</summary>
    public required string System { get; init; }

    /// <summary>What exists here, and what is accepted of it.</summary>
    public required UpstreamManifest Manifest { get; init; }

    /// <summary>auto, modern or legacy.</summary>
    public string Protocol { get; init; } = "auto";

    /// <summary>The longest that it may take to answer first.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An unused connection is closed after this.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Takes what was found changed, each time that it differs from what was told before.</summary>
    public Action<Quarantine> Report { get; init; } = static _ => { };

    /// <summary>Called when the server's lists may have changed, after they were compared.</summary>
    public Action Changed { get; init; } = static () => { };
}

/// <summary>
/// The connection to a server: opened when a call first needs it, compared with the pins before anything is called, closed when nobody uses it, and
/// opened again, later each time, when it breaks.
/// </summary>
internal sealed class UpstreamSource : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetiredIdle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly UpstreamOptions options;
    private readonly IUpstreamDoor door;
    private readonly TimeProvider time;
    private readonly ITimer sweep;
    private volatile Checked? current;
    private Quarantine? told;
    private int failures;
    private int rechecking;
    private long pausedAt;
    private TimeSpan pause;
    private volatile bool stale;
    private volatile bool retired;

    /// <summary>Creates the source; nothing is opened yet.</summary>
    public UpstreamSource(UpstreamOptions options, IUpstreamDoor door, TimeProvider time)
    {
        this.options = options;
        this.door = door;
        this.time = time;
        Parked = new(options.System, this, time);
        sweep = time.CreateTimer(static source => _ = ((UpstreamSource)source!).SweepAsync(), this, options.Idle, options.Idle);
    }

    /// <summary>Raised for a notification that belongs to no request.</summary>
    public event Action<string, JsonNode?>? Notified;

    /// <summary>Calls that wait for answers.</summary>
    public Relay.ParkedCalls Parked { get; }

    /// <summary>Gives the session, compared with the pins; opens one when there is none.</summary>
    /// <exception cref="UpstreamAwayException">The server can't be reached; nothing was sent.</exception>
    /// <exception cref="ConnectorException">An operator has to mend something.</exception>
    public async ValueTask<Checked> GetAsync(CancellationToken cancellationToken)
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
    public void Retire()
    {
        retired = true;
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

    private bool IsGood(Checked there) => there.Session.Ended is null && !stale && time.GetElapsedTime(there.CheckedAt) < Recheck;

    private async Task<Checked> RenewAsync(CancellationTokenSource limit, CancellationToken caller)
    {
        var before = current;
        if (before?.Session.Ended is not null)
        {
            current = null;
            if (time.GetElapsedTime(before.OpenedAt) < Stable)
            {
                Pause();
            }

            // Nobody waits for the end of what is broken.
            _ = before.Session.DisposeAsync().AsTask();
            before = null;
        }

        if (before is null && pause > TimeSpan.Zero && pause - time.GetElapsedTime(pausedAt) is { Ticks: > 0 } left)
        {
            throw new UpstreamAwayException($"{options.System} failed a moment ago and is left alone for {Math.Ceiling(left.TotalSeconds):0} s.", left);
        }

        limit.CancelAfter(options.StartTimeout);
        var session = before?.Session;
        try
        {
            stale = false;
            session ??= await UpstreamSession.OpenAsync(door, options.Protocol, ClientAbilities.None, Take, time, limit.Token).ConfigureAwait(false);
            var listed = await UpstreamList.ReadAsync(session, options.Manifest.Rules.Kinds, limit.Token).ConfigureAwait(false);
            var differences = PinDifference.Between(options.Manifest.Pins, listed, options.Manifest.Rules.Name, options.Manifest.Rules.Kinds.ToHashSet());
            var now = time.GetTimestamp();
            current = new(session, Quarantine.Of(differences)) { OpenedAt = before?.OpenedAt ?? now, CheckedAt = now, UsedAt = now };
            (failures, pause) = (0, TimeSpan.Zero);
            Tell(current.Quarantine);
            if (before is null)
            {
                session.Listen();
            }

            return current;
        }
        catch (Exception exception) when (exception is not ConnectorException)
        {
            current = null;
            _ = session?.DisposeAsync().AsTask();
            caller.ThrowIfCancellationRequested();
            Pause();
            throw new UpstreamAwayException($"{options.System} can't be reached, or does not answer as an MCP server does.", null, exception);
        }
    }

    private void Pause()
    {
        failures++;
        pausedAt = time.GetTimestamp();
        var next = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        pause = next < LongestPause ? next : LongestPause;
    }

    private void Take(string method, JsonNode? parameters)
    {
        if (method.EndsWith("/list_changed", StringComparison.Ordinal))
        {
            stale = true;
            if (Interlocked.Exchange(ref rechecking, 1) == 0)
            {
                _ = RecheckAsync();
            }
        }

        Notified?.Invoke(method, parameters);
    }

    /// <summary>Compares at once and tells: who lists again then sees what may be called.</summary>
    private async Task RecheckAsync()
    {
        try
        {
            await Task.Yield();
            Interlocked.Exchange(ref rechecking, 0);
            await GetAsync(closing.Token).ConfigureAwait(false);
            options.Changed();
        }
        catch (Exception)
        {
            // The next call finds out the same and says so.
        }
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
        if (current is not { Session.Open: 0 } open || time.GetElapsedTime(open.UsedAt) < (retired ? RetiredIdle : options.Idle) || !await gate.WaitAsync(0).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            if (ReferenceEquals(current, open) && open.Session.Open == 0)
            {
                current = null;
                await open.Session.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A session that was compared with the pins.</summary>
    /// <param name="Session">The session.</param>
    /// <param name="Quarantine">What may not be called.</param>
    internal sealed record Checked(UpstreamSession Session, Quarantine Quarantine)
    {
        /// <summary>When it was opened.</summary>
        public long OpenedAt { get; init; }

        /// <summary>When it was compared.</summary>
        public long CheckedAt { get; init; }

        /// <summary>When it was last asked for.</summary>
        public long UsedAt { get; set; }
    }
}
