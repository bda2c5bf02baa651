using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Http.Transport.Streams;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Transport;

/// <summary>What all requests of an endpoint share.</summary>
internal sealed class TransportParts(HttpTransportOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private int running;
    private volatile TaskCompletionSource? idle;

    /// <summary>The settings.</summary>
    public HttpTransportOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Takes what nobody else is told.</summary>
    public ILogger Logger => logger;

    /// <summary>The sessions of older clients.</summary>
    public SessionTable Sessions { get; } = new(options, time);

    /// <summary>What is kept of streams.</summary>
    public ReplayBudget Budget { get; } = new(options.MaxReplayBytes);

    /// <summary>Carries streams to clients.</summary>
    public SsePump Pump { get; } = new(options, time);

    /// <summary>Reads bodies.</summary>
    public BodyReader Bodies { get; } = new(options, time);

    /// <summary>How many requests are under way, those too whose client has gone.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>A request begins.</summary>
    public void Enter() => Interlocked.Increment(ref running);

    /// <summary>A request is over.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref running) == 0)
        {
            idle?.TrySetResult();
        }
    }

    /// <summary>Waits until no request is under way; false when some still are after the given time.</summary>
    public async Task<bool> WhenIdleAsync(TimeSpan patience)
    {
        var waiting = idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Running == 0)
        {
            return true;
        }

        try
        {
            await waiting.Task.WaitAsync(patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Sessions.Dispose();
}
