namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Carries out a planned fault.</summary>
internal static class FaultyAnswer
{
    public static async Task<SimulatorResponse> GiveAsync(
        SimulatorFault fault, Func<Task<SimulatorResponse>> answer, TimeProvider time, CancellationToken cancellation)
    {
        switch (fault.Kind)
        {
            case SimulatorFaultKind.TooManyRequests:
                return ResponseWriter.Error(new SnowflakeException("390505", "08001", "Too many requests.", 429));
            case SimulatorFaultKind.InternalError:
                return Html(500, "Internal Server Error");
            case SimulatorFaultKind.Unavailable:
                return Html(503, "Service Unavailable", "1");
            case SimulatorFaultKind.GatewayTimeout:
                return Html(504, "Gateway Timeout");
            case SimulatorFaultKind.Slow:
                await Task.Delay(fault.Delay, time, cancellation).ConfigureAwait(false);
                return await answer().ConfigureAwait(false);
            case SimulatorFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(false);
                throw new OperationCanceledException(cancellation);
        }

        var real = await answer().ConfigureAwait(false);
        return fault.Kind switch
        {
            SimulatorFaultKind.AnswerLost => throw new HttpRequestException("The connection was closed before an answer arrived."),
            SimulatorFaultKind.AnswerReplacedBy500 => Html(500, "Internal Server Error"),
            SimulatorFaultKind.TruncatedBody => Changed(real, real.Body[..(real.Body.Length / 2)], real.Headers, true),
            SimulatorFaultKind.TruncatedJson => Changed(real, real.Body[..(real.Body.Length / 2)], real.Headers, false),
            _ => Changed(real, "this is not gzip"u8.ToArray(), new Dictionary<string, string>(real.Headers) { ["Content-Encoding"] = "gzip" }, false),
        };
    }

    private static SimulatorResponse Changed(SimulatorResponse real, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers, bool breaks) =>
        new() { Status = real.Status, Headers = headers, Body = body, BreaksOff = breaks };

    /// <summary>A load balancer in front of the service answers in HTML.</summary>
    private static SimulatorResponse Html(int status, string text, string? retryAfter = null)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "text/html" };
        if (retryAfter is not null)
        {
            headers["Retry-After"] = retryAfter;
        }

        return new SimulatorResponse { Status = status, Headers = headers, Body = global::System.Text.Encoding.UTF8.GetBytes($"<html><body>{text}</body></html>") };
    }
}
