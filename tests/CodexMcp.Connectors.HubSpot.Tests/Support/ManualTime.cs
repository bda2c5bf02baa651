namespace CodexMcp.Connectors.HubSpot.Tests.Support;

/// <summary>A clock that moves when the test says; a timer that is due within its patience fires at once and moves the clock, so that a wait costs no time.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How long every wait lasted that the code has asked for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Waits up to this are over at once; longer ones, such as time-outs, never end by themselves.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > Patience)
        {
            return new Silent();
        }

        Waits.Add(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
