using CodexMcp.Core.Stores;

namespace CodexMcp.Host.Console.Inbox;

/// <summary>
/// Looks whether approvals have changed, as long as somebody wants to know: one look a second for all who watch, since another process may
/// have changed them.
/// </summary>
internal sealed class InboxWatch(ConsoleParts parts)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private Look? last;
    private long lastAt;
    private Task<Look>? looking;

    /// <summary>What there is to see now.</summary>
    public Task<Look> CurrentAsync(CancellationToken cancellationToken) => LookAsync().WaitAsync(cancellationToken);

    /// <summary>Waits until it is another, or for so long.</summary>
    public async Task<Look> NextAsync(Look seen, TimeSpan most, CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Pause, parts.Time, cancellationToken).ConfigureAwait(false);
            var now = await LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (now.Version != seen.Version || parts.Time.GetElapsedTime(began) >= most)
            {
                return now;
            }
        }
    }

    private Task<Look> LookAsync()
    {
        lock (gate)
        {
            if (looking is { IsCompleted: false })
            {
                return looking;
            }

            return last is { } fresh && parts.Time.GetElapsedTime(lastAt) < Pause ? Task.FromResult(fresh) : looking = Task.Run(ReadAsync);
        }
    }

    private async Task<Look> ReadAsync()
    {
        Look look;
        try
        {
            var found = await parts.Store.Approvals.ListAsync(parts.Time.GetUtcNow(), all: false, InboxPage.Most, CancellationToken.None).ConfigureAwait(false);
            var hash = new HashCode();
            foreach (var approval in found)
            {
                hash.Add(approval.Id, StringComparer.Ordinal);
                hash.Add(approval.State);
                hash.Add(approval.Touched);
            }

            look = new(hash.ToHashCode(), found.Count);
        }
        catch (StoreUnavailableException)
        {
            // The page that is open says so when it is loaded; here it only looks as if nothing had changed.
            look = last ?? new(0, 0);
        }

        lock (gate)
        {
            (last, lastAt) = (look, parts.Time.GetTimestamp());
        }

        return look;
    }

    /// <summary>What there was to see.</summary>
    /// <param name="Version">Another one for whatever has changed.</param>
    /// <param name="Waiting">How many calls wait.</param>
    internal sealed record Look(int Version, int Waiting);
}
