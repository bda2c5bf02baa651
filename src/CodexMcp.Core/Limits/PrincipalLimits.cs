using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Limits;

/// <summary>What one principal has used in one role: its buckets and its running calls. Safe for concurrent use.</summary>
internal sealed class PrincipalLimits(TimeProvider time)
{
    private readonly Lock gate = new();
    private TokenBucket all;
    private RateLimit? allRate;
    private Dictionary<string, ToolBucket>? tools;
    private int running;
    private bool evicted;

    /// <summary>Takes a permit for one call of any tool; null when this instance was evicted meanwhile and another must be fetched.</summary>
    public TimeSpan? TakeAny(RateLimit rate)
    {
        lock (gate)
        {
            allRate = rate;
            return evicted ? null : all.Take(rate, time);
        }
    }

    /// <summary>Takes a permit for one call of one tool. The names come from the role, so their number is bounded.</summary>
    public TimeSpan TakeTool(string tool, RateLimit rate)
    {
        lock (gate)
        {
            tools ??= new(StringComparer.Ordinal);
            if (!tools.TryGetValue(tool, out var bucket))
            {
                tools.Add(tool, bucket = new ToolBucket());
            }

            bucket.Rate = rate;
            return bucket.Bucket.Take(rate, time);
        }
    }

    /// <summary>Starts a call when fewer than <paramref name="most"/> run; null when this instance was evicted meanwhile.</summary>
    public bool? TryStart(int most)
    {
        lock (gate)
        {
            if (evicted)
            {
                return null;
            }

            if (running >= most)
            {
                return false;
            }

            running++;
            return true;
        }
    }

    /// <summary>Ends a call.</summary>
    public void Release()
    {
        lock (gate)
        {
            running--;
        }
    }

    /// <summary>Marks the instance as gone when forgetting it loses nothing: no call runs and every bucket is full again.</summary>
    public bool TryEvict()
    {
        lock (gate)
        {
            if (running > 0 || (allRate is not null && !all.IsFull(allRate, time)))
            {
                return false;
            }

            if (tools is not null)
            {
                foreach (var tool in tools.Values)
                {
                    if (!tool.Bucket.IsFull(tool.Rate, time))
                    {
                        return false;
                    }
                }
            }

            return evicted = true;
        }
    }

    private sealed class ToolBucket
    {
        public TokenBucket Bucket;
        public RateLimit Rate = null!;
    }
}
