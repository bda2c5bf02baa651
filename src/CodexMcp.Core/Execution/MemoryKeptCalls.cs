namespace CodexMcp.Core.Execution;

/// <summary>What was done under idempotency keys, as long as the process lives. Bounded; when full nothing more is sent under a key.</summary>
public sealed class MemoryKeptCalls(MemoryWrites writes, int most = 10_000) : IKeptCallStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, KeptCall> calls = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool MayHold
    {
        get
        {
            lock (gate)
            {
                return calls.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<KeptCall?> FindAsync(string slot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(calls.TryGetValue(slot, out var kept) && !IsOver(kept, now) ? kept : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ClaimAsync(KeptCall claim, SentWrite? write, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (gate)
        {
            if (calls.TryGetValue(claim.Slot, out var kept) && !IsOver(kept, now)
                && (kept.IsDone || kept.ArgumentsHash != claim.ArgumentsHash || kept.Lease > now || writes.IsUnsettled(kept.CallId)))
            {
                return new(false);
            }

            if (calls.Count >= most)
            {
                foreach (var old in calls.Values.Where(call => IsOver(call, now)).ToList())
                {
                    calls.Remove(old.Slot);
                }

                if (calls.Count >= most)
                {
                    throw new Stores.StoreUnavailableException($"This process remembers {most} idempotency keys at once, and no more. Wait until some run out, or call without a key.");
                }
            }

            if (write is not null)
            {
                writes.Add(write);
            }

            calls[claim.Slot] = claim;
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> FinishAsync(KeptCall done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(done);
        lock (gate)
        {
            if (!Holds(done.Slot, done.CallId))
            {
                return new(false);
            }

            calls[done.Slot] = done;
            writes.End(done.CallId);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string slot, string callId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Holds(slot, callId))
            {
                calls.Remove(slot);
                writes.End(callId);
            }

            return default;
        }
    }

    private bool Holds(string slot, string callId) => calls.TryGetValue(slot, out var kept) && kept.CallId == callId && !kept.IsDone;

    private bool IsOver(KeptCall kept, DateTimeOffset now) => kept.Expires <= now && (kept.IsDone || !writes.IsUnsettled(kept.CallId));
}
