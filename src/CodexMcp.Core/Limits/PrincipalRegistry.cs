using System.Collections.Concurrent;

namespace CodexMcp.Core.Limits;

/// <summary>The limits of everybody who called lately, by role and principal. Idle entries are forgotten, so memory is bounded.</summary>
internal sealed class PrincipalRegistry(TimeProvider time, int most = PrincipalRegistry.DefaultMost)
{
    /// <summary>The most pairs of role and principal kept at once; further ones are turned away until some are idle.</summary>
    public const int DefaultMost = 20_000;

    private readonly ConcurrentDictionary<(string Role, string Principal), PrincipalLimits> entries = new();
    private int count;
    private int sweeping;
    private long sweptAt = time.GetTimestamp();

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Count;

    /// <summary>Gives the entry, or null when there are too many busy ones to keep another.</summary>
    public PrincipalLimits? Get(string role, string principal)
    {
        if (entries.TryGetValue((role, principal), out var known))
        {
            return known;
        }

        if (Volatile.Read(ref count) >= most / 2)
        {
            Sweep();
        }

        if (Volatile.Read(ref count) >= most)
        {
            return null;
        }

        var added = new PrincipalLimits(time);
        var entry = entries.GetOrAdd((role, principal), added);
        if (ReferenceEquals(entry, added))
        {
            Interlocked.Increment(ref count);
        }

        return entry;
    }

    /// <summary>Forgets idle entries; at most once a second and by one thread, so that a flood of new names can't make it the bottleneck.</summary>
    private void Sweep()
    {
        if (Interlocked.Exchange(ref sweeping, 1) == 1)
        {
            return;
        }

        try
        {
            if (time.GetElapsedTime(sweptAt) < TimeSpan.FromSeconds(1))
            {
                return;
            }

            sweptAt = time.GetTimestamp();
            foreach (var pair in entries)
            {
                if (pair.Value.TryEvict() && entries.TryRemove(pair))
                {
                    Interlocked.Decrement(ref count);
                }
            }
        }
        finally
        {
            Volatile.Write(ref sweeping, 0);
        }
    }
}
