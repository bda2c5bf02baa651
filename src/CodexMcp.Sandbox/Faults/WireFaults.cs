using System.Globalization;
using System.Text;

namespace CodexMcp.Sandbox.Faults;

/// <summary>Carries out a planned fault.</summary>
internal static class WireFaults
{
    /// <summary>Answers as the fault says.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="answer">Carries the request out.</param>
    /// <param name="words">The vendor's own body for 401 and 429.</param>
    /// <param name="time">The simulator's clock.</param>
    /// <param name="ct">Ends when the client gives up.</param>
    public static async Task<SimulatorResponse> GiveAsync(
        WireFault fault, Func<Task<SimulatorResponse>> answer, Func<WireFaultKind, SimulatorResponse> words, TimeProvider time, CancellationToken ct)
    {
        switch (fault.Kind)
        {
            case WireFaultKind.Unauthorized:
                return words(fault.Kind);
            case WireFaultKind.TooManyRequests:
                return WithRetryAfter(words(fault.Kind), fault);
            case WireFaultKind.InternalError:
                return Html(500, "Internal Server Error");
            case WireFaultKind.Unavailable:
                return WithRetryAfter(Html(503, "Service Unavailable"), fault);
            case WireFaultKind.GatewayTimeout:
                return Html(504, "Gateway Timeout");
            case WireFaultKind.HtmlPage:
                return Html(200, "Down for maintenance");
            case WireFaultKind.Slow:
                await Task.Delay(fault.Delay, time, ct).ConfigureAwait(false);
                return await answer().ConfigureAwait(false);
            case WireFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ct).ConfigureAwait(false);
                throw new OperationCanceledException(ct);
        }

        var real = await answer().ConfigureAwait(false);
        return fault.Kind switch
        {
            WireFaultKind.AnswerLost => throw new HttpRequestException("The connection was closed before an answer arrived."),
            WireFaultKind.AnswerReplacedBy500 => Html(500, "Internal Server Error"),
            WireFaultKind.TruncatedBody => Changed(real, real.Body[..(real.Body.Length / 2)], true),
            WireFaultKind.TruncatedJson => Changed(real, real.Body[..(real.Body.Length / 2)], false),
            WireFaultKind.HugePage => Changed(real, Padded(real.Body, fault.Bytes), false),
            _ => new SimulatorResponse { Status = real.Status, Headers = With(real, "Content-Encoding", "gzip"), Body = "this is not gzip"u8.ToArray() },
        };
    }

    private static SimulatorResponse Changed(SimulatorResponse real, ReadOnlyMemory<byte> body, bool breaks) =>
        new() { Status = real.Status, Headers = real.Headers, Body = body, BreaksOff = breaks };

    private static byte[] Padded(ReadOnlyMemory<byte> body, int size)
    {
        var page = new byte[Math.Max(size, body.Length)];
        page.AsSpan().Fill((byte)' ');
        body.Span.CopyTo(page);
        return page;
    }

    private static SimulatorResponse WithRetryAfter(SimulatorResponse real, WireFault fault) => fault.RetryAfter is not { } wait
        ? real
        : new()
        {
            Status = real.Status,
            Headers = With(real, "Retry-After", ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
            Body = real.Body,
        };

    private static Dictionary<string, string> With(SimulatorResponse real, string name, string value) => new(real.Headers) { [name] = value };

    /// <summary>A load balancer in front of the service answers in HTML.</summary>
    private static SimulatorResponse Html(int status, string text) => new()
    {
        Status = status,
        Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html" },
        Body = Encoding.UTF8.GetBytes($"<html><body>{text}</body></html>"),
    };
}
