using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CodexMcp.Host.Http.Transport.Streams;

/// <summary>Carries an <see cref="EventStream"/> to one client as <c>text/event-stream</c>, with a comment now and then while nothing happens.</summary>
internal sealed class SsePump(HttpTransportOptions options, TimeProvider time)
{
    /// <summary>Sends the headers of an event stream.</summary>
    public static void Begin(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Sends what the stream has until it ends, its reader changes, or the client goes. The headers are sent already or go out with the first bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="reader">What <see cref="EventStream.Attach"/> gave.</param>
    /// <param name="after">The number of the last event that the client has.</param>
    /// <param name="primed">Whether an empty event gives the client an id at once, so that it can come back even if it gets nothing else.</param>
    /// <param name="pollable">Whether the client may be told to come back later for the rest.</param>
    /// <param name="stop">Ends the pump in good order.</param>
    public async Task RunAsync(HttpContext context, EventStream stream, int reader, int after, bool primed, bool pollable, CancellationToken stop)
    {
        var output = context.Response.BodyWriter;
        var clock = new Clock(stream);
        await using var ticks = time.CreateTimer(static state => ((Clock)state!).Tick(), clock, options.KeepAlive, options.KeepAlive).ConfigureAwait(false);
        ITimer? poll = null;
        using var stopping = stop.UnsafeRegister(static state => ((Clock)state!).Stop(), clock);
        using var going = context.RequestAborted.UnsafeRegister(static state => ((Clock)state!).Stop(), clock);
        try
        {
            if (pollable && options.PollAfter is { } patience)
            {
                poll = time.CreateTimer(static state => ((Clock)state!).Poll(), clock, patience, Timeout.InfiniteTimeSpan);
            }

            if (primed && stream.Name is { } name)
            {
                Write(output, string.Create(CultureInfo.InvariantCulture, $"id: {name}-{after}\ndata: \n\n"));
            }
            else
            {
                Write(output, ":\n\n");
            }

            var flushed = await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            while (!flushed.IsCompleted && !clock.Stopped)
            {
                var batch = stream.Take(reader);
                var number = batch.First;
                foreach (var message in batch.Events)
                {
                    WriteEvent(output, stream.Name, number++, message);
                }

                if (batch.End)
                {
                    if (stream.Broken)
                    {
                        // The client must not take a cut stream for a whole one.
                        context.Abort();
                    }

                    break;
                }

                if (batch.Events.Length == 0)
                {
                    if (clock.Polled)
                    {
                        Write(output, string.Create(CultureInfo.InvariantCulture, $"retry: {options.PollRetry.TotalMilliseconds:0}\n\n"));
                        break;
                    }

                    if (!clock.TakeTick())
                    {
                        await batch.Changed.ConfigureAwait(false);
                        continue;
                    }

                    Write(output, ":\n\n");
                }

                flushed = await output.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone.
        }
        finally
        {
            if (poll is not null)
            {
                await poll.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static void WriteEvent(PipeWriter output, string? name, int number, byte[] message)
    {
        if (name is not null)
        {
            Write(output, string.Create(CultureInfo.InvariantCulture, $"id: {name}-{number}\n"));
        }

        output.Write("event: message\ndata: "u8);
        output.Write(message);
        output.Write("\n\n"u8);
    }

    private static void Write(PipeWriter output, string text) => Encoding.ASCII.GetBytes(text, output);

    /// <summary>What time and others ask of a pump; each wakes it through its stream.</summary>
    private sealed class Clock(EventStream stream)
    {
        private int ticks;
        private volatile bool stopped;
        private volatile bool polled;

        public bool Stopped => stopped;

        public bool Polled => polled;

        public void Tick()
        {
            Volatile.Write(ref ticks, 1);
            stream.Wake();
        }

        public void Stop()
        {
            stopped = true;
            stream.Wake();
        }

        public void Poll()
        {
            polled = true;
            stream.Wake();
        }

        public bool TakeTick() => Interlocked.Exchange(ref ticks, 0) != 0;
    }
}
