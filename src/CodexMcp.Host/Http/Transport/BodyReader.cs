using System.Buffers;
using System.IO.Pipelines;
using CodexMcp.Host.Http.Transport.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CodexMcp.Host.Http.Transport;

/// <summary>Reads a request's body whole, bounded in bytes and in time: chunks that never end and bytes that trickle end here.</summary>
internal sealed class BodyReader(HttpTransportOptions options, TimeProvider time)
{
    /// <summary>Reads the body into the buffer; gives why it could not, or null.</summary>
    public async ValueTask<Refusal?> ReadAsync(HttpContext context, PooledBuffer into)
    {
        if (context.Request.ContentLength > options.MaxBodyBytes)
        {
            return TooLong();
        }

        // The web server must know the cap too: it would go on to read chunks that we turn away, to keep the connection.
        if (context.Request.ContentLength is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxBodyBytes;
        }

        CancellationTokenSource? timer = null;
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    // The usual body is there already; only one that has to be waited for costs a timer.
                    timer ??= new(options.BodyTimeout, time);
                    read = await reader.ReadAsync(timer.Token).ConfigureAwait(false);
                }

                if (into.Written.Length + read.Buffer.Length > options.MaxBodyBytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return TooLong();
                }

                foreach (var segment in read.Buffer)
                {
                    into.Write(segment.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException) when (timer is { IsCancellationRequested: true })
        {
            return new(StatusCodes.Status408RequestTimeout, Refusal.TransportError, $"The body did not arrive within {options.BodyTimeout.TotalSeconds:0} seconds. Send it again.")
            {
                Close = true,
            };
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLong();
        }
        catch (BadHttpRequestException exception)
        {
            return new(exception.StatusCode, Refusal.TransportError, "The body could not be read as HTTP. Send it with a Content-Length or as complete chunks.") { Close = true };
        }
        finally
        {
            timer?.Dispose();
        }
    }

    private Refusal TooLong() => new(
        StatusCodes.Status413PayloadTooLarge, Refusal.InvalidRequest, $"The body is longer than {options.MaxBodyBytes} bytes. Send smaller arguments.")
    {
        Close = true,
    };
}
