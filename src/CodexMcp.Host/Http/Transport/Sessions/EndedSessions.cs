namespace CodexMcp.Host.Http.Transport.Sessions;

/// <summary>
/// The sessions that have ended and whose ids could still be opened. Bounded: when it is full, all ids that are as old as the oldest one
/// in it, or older, count as ended.
/// </summary>
internal sealed class EndedSessions
{
    private const int Most = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, long> ids = [];
    private long watermark = long.MinValue;

    /// <summary>Remembers that a session has ended.</summary>
    /// <param name="id">What stands for its id.</param>
    /// <param name="began">When it began.</param>
    public void Add(UInt128 id, long began)
    {
        lock (gate)
        {
            if (ids.Count >= Most)
            {
                // Half of them go at once: finding the oldest one by one would cost too much.
                var times = ids.Values.Order().ToArray();
                ForgetLocked(times[times.Length / 2]);
            }

            ids[id] = began;
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool Contains(UInt128 id, long began)
    {
        lock (gate)
        {
            return began <= watermark || ids.ContainsKey(id);
        }
    }

    /// <summary>Forgets those that began at this time or before: nobody can use them any more.</summary>
    public void Forget(long began)
    {
        lock (gate)
        {
            ForgetLocked(began);
        }
    }

    private void ForgetLocked(long began)
    {
        watermark = Math.Max(watermark, began);
        foreach (var (id, time) in ids)
        {
            if (time <= watermark)
            {
                ids.Remove(id);
            }
        }
    }
}
