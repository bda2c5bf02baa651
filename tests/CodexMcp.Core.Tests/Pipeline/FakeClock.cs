namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>A clock that moves when a test says so; the wall can be set apart from the monotonic time. Timers fire as it passes them.</summary>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private long ticks = TimeSpan.FromDays(1).Ticks;
    private DateTimeOffset wall = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return wall;
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public void Advance(TimeSpan by)
    {
        FakeTimer[] due;
        lock (gate)
        {
            ticks += by.Ticks;
            wall += by;
            due = [.. timers.Where(timer => timer.DueAt <= ticks)];
            foreach (var timer in due)
            {
                timers.Remove(timer);
            }
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves the wall clock alone, as an operator or NTP does.</summary>
    public void SetWall(TimeSpan by)
    {
        lock (gate)
        {
            wall += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = clock.ticks + dueTime.Ticks;
                    clock.timers.Add(this);
                }
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
