using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Limits;

/// <summary>Permits that refill evenly. It works on monotonic timestamps, so a jump of the wall clock changes nothing. Not synchronized.</summary>
internal struct TokenBucket
{
    private double permits;
    private long filledAt;
    private bool started;

    /// <summary>Takes one permit.</summary>
    /// <param name="rate">The limit as the profile says it now; a reload may change it between calls.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Zero when it was taken; else how long until there is one.</returns>
    public TimeSpan Take(RateLimit rate, TimeProvider time)
    {
        Refill(rate, time);
        if (permits >= 1)
        {
            permits -= 1;
            return TimeSpan.Zero;
        }

        // Rounded up to a whole millisecond: who comes back when told to gets the permit.
        var wait = (1 - permits) / rate.Permits * rate.Window.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait)));
    }

    /// <summary>Whether the bucket is as full as a new one.</summary>
    public bool IsFull(RateLimit rate, TimeProvider time)
    {
        Refill(rate, time);
        return permits >= rate.Permits;
    }

    private void Refill(RateLimit rate, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (!started)
        {
            started = true;
            permits = rate.Permits;
        }
        else
        {
            var elapsed = time.GetElapsedTime(filledAt, now);
            permits = Math.Min(rate.Permits, permits + (Math.Max(0, elapsed.TotalMilliseconds) / rate.Window.TotalMilliseconds * rate.Permits));
        }

        filledAt = now;
    }
}
