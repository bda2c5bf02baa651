using System.Text.Json.Nodes;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>
/// The resources of a server that somebody wants to hear of: asked for once, however many want one, and asked for again whenever the connection was made
/// anew. As long as there is one, the connection is kept.
/// </summary>
internal sealed class UpstreamWatches(string system, UpstreamSource source, Func<string, Task> updated, TimeProvider time, CancellationToken closing)
{
    private const int Most = 512;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly HashSet<string> wanted = new(StringComparer.Ordinal);
    private readonly UpdateQueue updates = new(updated);
    private UpstreamSession? on;
    private IReadOnlySet<string> asked = new HashSet<string>();
    private IReadOnlySet<string> granted = new HashSet<string>();
    private bool keeping;

    /// <summary>Whether somebody wants to hear of something.</summary>
    public bool Any
    {
        get
        {
            lock (gate)
            {
                return wanted.Count > 0;
            }
        }
    }

    /// <summary>A new connection: it is asked for what is wanted.</summary>
    public async Task BeginAsync(UpstreamSession session)
    {
        try
        {
            await Task.Yield();
            await AskAsync(session, closing).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Who waits for it finds out the same.
        }
    }

    /// <summary>Wants to hear of a resource; false when the server does not tell of it.</summary>
    /// <exception cref="ConnectorException">Too many are watched.</exception>
    /// <exception cref="UpstreamAwayException">The server can't be reached.</exception>
    public async Task<bool> AddAsync(UpstreamSession session, string uri, CancellationToken cancellationToken)
    {
        bool isNew;
        lock (gate)
        {
            if (wanted.Count >= Most && !wanted.Contains(uri))
            {
                throw new ConnectorException(ConnectorFailure.Refused, $"Too many resources of {system} are watched ({Most}).", "End another subscription first, or read the resource again when you need it.");
            }

            isNew = wanted.Add(uri);
        }

        var told = false;
        try
        {
            told = (await AskAsync(session, cancellationToken).ConfigureAwait(false)).Contains(uri);
            return told;
        }
        finally
        {
            if (told)
            {
                Keep(missed: false);
            }
            else if (isNew)
            {
                Forget(uri);
            }
        }
    }

    /// <summary>Nobody wants to hear of a resource any more.</summary>
    public void Remove(string uri)
    {
        if (Forget(uri) && on is { Ended: null } session)
        {
            _ = BeginAsync(session);
        }
    }

    /// <summary>Takes over what another connection to the same server was asked for.</summary>
    public void TakeOver(UpstreamWatches other, Func<string, bool> isNamed)
    {
        string[] uris;
        lock (other.gate)
        {
            uris = [.. other.wanted];
            other.wanted.Clear();
        }

        lock (gate)
        {
            wanted.UnionWith(uris.Where(isNamed));
        }

        Keep(missed: true);
    }

    /// <summary>The server says that a resource has changed, or a part of one: it is told under the name that was asked for.</summary>
    public void Take(JsonNode? parameters)
    {
        if (parameters is JsonObject said && said["uri"] is JsonValue value && value.TryGetValue<string>(out var uri))
        {
            Tell(watched => uri == watched || (uri.Length > watched.Length && uri.StartsWith(watched, StringComparison.Ordinal) && (uri[watched.Length] == '/' || watched[^1] == '/')));
        }
    }

    /// <summary>Nobody listened for a while: all may have changed.</summary>
    public void Missed() => Tell(static _ => true);

    private void Tell(Func<string, bool> isMeant)
    {
        lock (gate)
        {
            updates.Add(wanted.Where(isMeant));
        }
    }

    private bool Forget(string uri)
    {
        lock (gate)
        {
            updates.Forget(uri);
            return wanted.Remove(uri);
        }
    }

    private async Task<IReadOnlySet<string>> AskAsync(UpstreamSession session, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HashSet<string> now;
            lock (gate)
            {
                now = new(wanted, StringComparer.Ordinal);
            }

            if (!ReferenceEquals(on, session) || !asked.SetEquals(now))
            {
                on = null; // until it has answered
                granted = await session.WatchAsync(now, cancellationToken).ConfigureAwait(false);
                (on, asked) = (session, now);
            }

            return granted;
        }
        finally
        {
            asking.Release();
        }
    }

    private void Keep(bool missed)
    {
        lock (gate)
        {
            if (keeping || wanted.Count == 0)
            {
                return;
            }

            keeping = true;
        }

        _ = KeepAsync(missed);
    }

    private async Task KeepAsync(bool missed)
    {
        await Task.Yield();
        UpstreamSession? kept = null;
        while (true)
        {
            lock (gate)
            {
                if (wanted.Count == 0 || closing.IsCancellationRequested)
                {
                    keeping = false;
                    return;
                }
            }

            var pause = Again;
            try
            {
                var session = (await source.GetAsync(closing).ConfigureAwait(false)).Session;
                await AskAsync(session, closing).ConfigureAwait(false);
                if (missed || (kept is not null && !ReferenceEquals(session, kept)))
                {
                    Missed();
                }

                (kept, missed) = (session, false);
                await session.Over.WaitAsync(closing).ConfigureAwait(false);
                continue;
            }
            catch (UpstreamAwayException away)
            {
                pause = away.RetryAfter ?? Again;
            }
            catch (Exception)
            {
                // An operator has to mend something, or the server broke at that moment.
            }

            await Task.Delay(pause, time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
