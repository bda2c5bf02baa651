namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>How long a server that failed is left alone: half a second, then twice as long each time, up to a minute.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private int failures;
    private long pausedAt;
    private TimeSpan pause;

    /// <summary>How much of the pause is left, or null.</summary>
    public TimeSpan? Left => pause > TimeSpan.Zero && pause - time.GetElapsedTime(pausedAt) is { Ticks: > 0 } left ? left : null;

    /// <summary>A connection stands.</summary>
    public void Succeeded() => (failures, pause) = (0, TimeSpan.Zero);

    /// <summary>A connection has ended; one that did not stand for long has failed.</summary>
    public void Ended(long openedAt)
    {
        if (time.GetElapsedTime(openedAt) < Stable)
        {
            Failed();
        }
    }

    /// <summary>A connection could not be made.</summary>
    public void Failed()
    {
        failures++;
        pausedAt = time.GetTimestamp();
        var next = First * Math.Pow(2, Math.Min(failures - 1, 10));
        pause = next < Longest ? next : Longest;
    }
}
