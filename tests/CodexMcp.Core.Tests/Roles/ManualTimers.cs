namespace CodexMcp.Core.Tests.Roles;

/// <summary>A clock whose timers, repeating ones too, fire on the thread that moves it.</summary>
internal sealed class ManualTimers : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private TimeSpan now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Advance(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
        }

        while (Next() is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Whether a timer is due within the span.</summary>
    internal bool IsDueWithin(TimeSpan span)
    {
        lock (gate)
        {
            return timers.Exists(timer => timer.Due - now <= span);
        }
    }

    private Timer? Next()
    {
        lock (gate)
        {
            var due = timers.Find(timer => timer.Due <= now);
            if (due is not null)
            {
                timers.Remove(due);
                if (due.Period > TimeSpan.Zero)
                {
                    due.Due += due.Period;
                    timers.Add(due);
                }
            }

            return due;
        }
    }

    private sealed class Timer(ManualTimers clock, Action fire) : ITimer
    {
        internal TimeSpan Due { get; set; }

        internal TimeSpan Period { get; private set; }

        internal void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                (Due, Period) = (clock.now + dueTime, period);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
