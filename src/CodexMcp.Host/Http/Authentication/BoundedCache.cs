using System.Collections.Concurrent;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Remembers verdicts by their credential's hash, each until its own time, never more than a fixed number. When it is full, it forgets.</summary>
internal sealed class BoundedCache<TValue>(int capacity, TimeProvider time)
    where TValue : class
{
    private readonly ConcurrentDictionary<TokenHash, Entry> entries = [];
    private int count;

    /// <summary>How many entries there are, ended ones too.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>What is remembered, or null.</summary>
    public TValue? Find(TokenHash hash)
    {
        if (!entries.TryGetValue(hash, out var entry))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (now < entry.Until && now >= entry.Since)
        {
            return entry.Value;
        }

        Forget(new(hash, entry));
        return null;
    }

    /// <summary>Remembers a value until then.</summary>
    public void Keep(TokenHash hash, TValue value, DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        if (until <= now)
        {
            return;
        }

        if (Count >= capacity)
        {
            MakeRoom(now);
        }

        if (entries.TryAdd(hash, new(value, now, until)))
        {
            Interlocked.Increment(ref count);
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var pair in entries)
        {
            if (pair.Value.Until <= now)
            {
                Forget(pair);
            }
        }

        if (Count < capacity)
        {
            return;
        }

        // Still full of living ones: half of them must be verified again, whichever they are.
        foreach (var pair in entries)
        {
            if (Count <= capacity / 2)
            {
                return;
            }

            Forget(pair);
        }
    }

    private void Forget(KeyValuePair<TokenHash, Entry> pair)
    {
        if (entries.TryRemove(pair))
        {
            Interlocked.Decrement(ref count);
        }
    }

    // Since: a clock that went back must not bring an entry more life than it was given.
    private sealed record Entry(TValue Value, DateTimeOffset Since, DateTimeOffset Until);
}
