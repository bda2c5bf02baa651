using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Http.Transport.Streams;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>
/// What goes back for one posted request. A request that is answered at once gets plain JSON; the first progress report, log notice or
/// question, or a long silence, turns the answer into an event stream.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly Lock gate = new();
    private readonly TransportParts parts;
    private readonly LegacySession? session;
    private readonly CancellationTokenSource cancellation;
    private readonly TaskCompletionSource pumped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool unending;
    private HttpContext? context;
    private EventStream? stream;
    private PooledBuffer? answer;
    private ITimer? timer;
    private long started;
    private bool finished;

    /// <summary>Begins an exchange.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parts">The parts of the endpoint.</param>
    /// <param name="session">The older client's session; null for a newer client, which cancels its request by going away.</param>
    /// <param name="unending">Whether the request runs until the client has had enough.</param>
    public Exchange(HttpContext context, TransportParts parts, LegacySession? session, bool unending)
    {
        this.context = context;
        this.parts = parts;
        this.session = session;
        this.unending = unending;
        cancellation = session is null ? CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted) : new();
    }

    /// <summary>Cancelled when nobody wants the answer any more.</summary>
    public CancellationToken Cancelled => cancellation.Token;

    /// <summary>Ends when the client has been sent all it will be sent on this connection.</summary>
    public Task Pumped => pumped.Task;

    /// <summary>An event without data is news to clients before 2025-11-25, so those can't be told to come back.</summary>
    private bool IsResumable => session is not null && string.CompareOrdinal(session.Facts.Version, EraRules.NewestLegacy) >= 0;

    /// <summary>The work was not done at once: from now on the client hears now and then that we are there.</summary>
    public void Watch()
    {
        var first = IsResumable && parts.Options.PollAfter is { } patience && patience / 2 < parts.Options.KeepAlive ? patience / 2 : parts.Options.KeepAlive;
        lock (gate)
        {
            // It may have ended by now: nobody would stop the timer.
            if (!finished)
            {
                started = parts.Time.GetTimestamp();
                timer = parts.Time.CreateTimer(static exchange => ((Exchange)exchange!).Tick(), this, first, parts.Options.KeepAlive);
            }
        }
    }

    /// <summary>Sends a notification or a question that belongs to the request. Never waits for the client.</summary>
    public void Send(byte[] message)
    {
        EventStream? to;
        lock (gate)
        {
            to = finished ? null : stream;
        }

        to ??= BeginStream();
        if (to is not null)
        {
            to.Append(message);
            if (to.Broken && session is null)
            {
                Cancel();
            }
        }
        else
        {
            session?.Tell(message);
        }
    }

    /// <summary>The work is done. Without an answer, because nobody waits for one, the client's stream just ends.</summary>
    public void Finish(PooledBuffer? result)
    {
        lock (gate)
        {
            finished = true;
            if (stream is null && context is not null)
            {
                answer = result;
                return;
            }
        }

        if (stream is not null && result is not null)
        {
            stream.Append(result.Written.ToArray(), isAnswer: true);
        }
        else
        {
            stream?.Complete();
        }

        result?.Dispose();
    }

    /// <summary>Stops the work; it gets no answer.</summary>
    public void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }

    /// <summary>Sends what is left and lets go of the connection; called once, by the request itself. The work may go on.</summary>
    public async ValueTask ReleaseAsync()
    {
        HttpContext connection;
        bool streaming;
        lock (gate)
        {
            connection = context!;
            streaming = stream is not null;
            if (!streaming)
            {
                context = null;
            }
        }

        if (streaming)
        {
            await pumped.Task.ConfigureAwait(false);
            lock (gate)
            {
                context = null;
            }
        }
        else if (answer is { } body)
        {
            using (body)
            {
                connection.Response.StatusCode = body.Status;
                connection.Response.Headers.CacheControl = "no-store";
                await body.SendAsync(connection.Response).ConfigureAwait(false);
            }
        }
        else if (!connection.RequestAborted.IsCancellationRequested)
        {
            SsePump.Begin(connection);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer?.Dispose();
        cancellation.Dispose();
    }

    private void Tick()
    {
        if (!unending && parts.Time.GetElapsedTime(started) > parts.Options.RequestTimeout)
        {
            Cancel();
        }

        BeginStream();
    }

    private EventStream? BeginStream()
    {
        HttpContext connection;
        lock (gate)
        {
            if (stream is not null || finished || context is null)
            {
                return finished ? null : stream;
            }

            connection = context;
            stream = session?.NewStream(parts.Options, parts.Budget, parts.Time.GetTimestamp()) ?? new(null, parts.Options.MaxStreamBytes, parts.Budget);
        }

        SsePump.Begin(connection);
        _ = PumpAsync(connection, stream);
        return stream;
    }

    private async Task PumpAsync(HttpContext connection, EventStream from)
    {
        try
        {
            await parts.Pump.RunAsync(connection, from, from.Attach(0) ?? 0, 0, IsResumable, IsResumable, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            parts.Logger.Broke("Sending a stream of events", exception);
        }

        pumped.TrySetResult();
    }
}
