using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>One call's attempts: counts them, and knows how much of the call's time is left.</summary>
internal sealed class Attempts(ToolCall call, TimeProvider time, Redactor redactor, ILogger logger)
{
    private readonly long startedAt = time.GetTimestamp();
    private int made;

    /// <summary>Repeats are for reads and idempotent writes only.</summary>
    public bool MayRepeat => !call.MustNotRepeat;

    /// <summary>What is left of the time that the role allows the call, retries included.</summary>
    public TimeSpan Left => call.Tool!.Timeout - time.GetElapsedTime(startedAt);

    /// <summary>Starts the next attempt; every one carries the same call id.</summary>
    public ValueTask<ToolResult> Start(CancellationToken cancellationToken)
    {
        var attempt = made++;
        call.Sent = true;
        var invocation = call.Invocation!;
        invocation = attempt == 0 ? invocation : invocation with { Attempt = attempt };
        return CallTelemetry.WatchesConnectors
            ? ConnectorSpan.RunAsync(call, invocation, time, cancellationToken)
            : call.Connector!.Connector.ExecuteAsync(invocation, cancellationToken);
    }

    /// <summary>An attempt ended after nobody waited for it any more.</summary>
    public void LeftBehind(Exception? exception)
    {
        if (exception?.GetBaseException() is not (null or OperationCanceledException))
        {
            logger.Abandoned(call.Definition.Connector, redactor.Clean(exception.ToString()));
        }
    }
}
