using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>Spreads requests over time, so that HubSpot's own limit is not run into: a token bucket whose waiting requests keep their order.</summary>
/// <param name="permits">Requests in one window.</param>
/// <param name="window">The window.</param>
/// <param name="what">What is limited, in words.</param>
/// <param name="time">The clock.</param>
internal sealed class Pacer(int permits, TimeSpan window, string what, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private double tokens = permits;
    private long last = time.GetTimestamp();
    private long? pausedUntil;

    /// <summary>Waits for a permit; one that would take too long is refused at once.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(permits, tokens + (Math.Max(0, time.GetElapsedTime(last, now).TotalSeconds) * permits / window.TotalSeconds));
            last = now;
            wait = tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) * window.TotalSeconds / permits);
            if (pausedUntil is { } until)
            {
                var pause = time.GetElapsedTime(now, until);
                pausedUntil = pause > TimeSpan.Zero ? until : null;
                wait = pause > wait ? pause : wait;
            }

            if (wait > LongestWait)
            {
                throw new ConnectorException(ConnectorFailure.RateLimited,
                    $"HubSpot's limit of {what} is used up for now, so the call was not sent.", "Wait and send the same call again.", retryAfter: wait);
            }

            tokens--;
        }

        return wait > TimeSpan.Zero ? new ValueTask(Task.Delay(wait, time, cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>Sends nothing for a while: HubSpot has asked for patience.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (gate)
        {
            var until = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            pausedUntil = pausedUntil > until ? pausedUntil : until;
        }
    }
}
