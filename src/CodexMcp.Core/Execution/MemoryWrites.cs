namespace CodexMcp.Core.Execution;

/// <summary>Writes of unknown end that are remembered as long as the process lives. Bounded; when full nothing more is sent.</summary>
public sealed class MemoryWrites(int most = 10_000) : IWriteStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SentWrite> writes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool MayHold
    {
        get
        {
            lock (gate)
            {
                return writes.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<SentWrite?> FindBlockingAsync(string key, string callId, DateTimeOffset happenedSince, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            RequireRoom();
            return new(writes.Values.FirstOrDefault(write => write.Key == key && write.CallId != callId && (IsOpen(write) || (write.State == WriteState.Happened && write.Settled > happenedSince))));
        }
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(SentWrite write, CancellationToken cancellationToken)
    {
        Add(write);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> EndAsync(string callId, WriteState state, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!writes.TryGetValue(callId, out var write) || write.State != WriteState.Sent)
            {
                return new(false);
            }

            if (state == WriteState.Ended)
            {
                writes.Remove(callId);
            }
            else
            {
                writes[callId] = write with { State = state };
            }

            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SettleAsync(string callId, bool happened, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!writes.TryGetValue(callId, out var write) || !IsOpen(write))
            {
                return new(false);
            }

            writes[callId] = write with { State = happened ? WriteState.Happened : WriteState.DidNotHappen, SettledBy = by, Settled = at };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SentWrite>> UnsettledAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. writes.Values.Where(IsOpen).OrderBy(write => write.At)]);
        }
    }

    /// <summary>Keeps a write.</summary>
    internal void Add(SentWrite write)
    {
        lock (gate)
        {
            if (!writes.TryGetValue(write.CallId, out var known) || known.State == WriteState.Sent)
            {
                RequireRoom();
                writes[write.CallId] = write;
            }
        }
    }

    /// <summary>Whether the write's end is unknown, or it took effect and its result is not.</summary>
    internal bool IsUnsettled(string callId)
    {
        lock (gate)
        {
            return writes.TryGetValue(callId, out var write) && (IsOpen(write) || write.State == WriteState.Happened);
        }
    }

    /// <summary>Forgets a write that was sent and has ended.</summary>
    internal void End(string callId)
    {
        lock (gate)
        {
            if (writes.TryGetValue(callId, out var write) && write.State == WriteState.Sent)
            {
                writes.Remove(callId);
            }
        }
    }

    private static bool IsOpen(SentWrite write) => write.State is WriteState.Sent or WriteState.Ambiguous;

    private void RequireRoom()
    {
        if (writes.Count < most)
        {
            return;
        }

        foreach (var settled in writes.Values.Where(write => !IsOpen(write)).ToList())
        {
            writes.Remove(settled.CallId);
        }

        if (writes.Count >= most)
        {
            throw new Stores.StoreUnavailableException("Too many writes have an unknown end, so no further write is sent. The audit trail names them; the host sends writes again after a restart.");
        }
    }
}
