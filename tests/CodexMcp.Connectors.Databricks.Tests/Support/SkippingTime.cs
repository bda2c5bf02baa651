namespace CodexMcp.Connectors.Databricks.Tests.Support;

/// <summary>A clock on which pauses of some seconds are over at once; whoever waits longer waits until the test moves the clock.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);
    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private DateTimeOffset now = new(2026, 3, 18, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock, and lets those go on whose time has come.</summary>
    public void Advance(TimeSpan by)
    {
        List<Waiting> due;
        lock (gate)
        {
            now += by;
            due = waiting.FindAll(timer => timer.Due <= now);
            waiting.RemoveAll(due.Contains);
        }

        due.ForEach(static timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Waiting(SkippingTime owner, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool disposed;

        public DateTimeOffset Due { get; private set; }

        public void Fire()
        {
            if (!disposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                if (dueTime <= Pause)
                {
                    owner.now += dueTime;
                    ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
                }
                else
                {
                    Due = owner.now + dueTime;
                    owner.waiting.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            disposed = true;
            lock (owner.gate)
            {
                owner.waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
