namespace CodexMcp.Storage.Tests.Support;

/// <summary>A clock that moves when a test moves it.</summary>
internal sealed class TestClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
