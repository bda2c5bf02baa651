using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>What a connector's gate runs, once or several times: knows how much of the call's time is left.</summary>
internal abstract class Attempts(ToolCall call, TimeProvider time, Redactor redactor, ILogger logger)
{
    private readonly long startedAt = time.GetTimestamp();

    /// <summary>Whether it may be run again after a failure.</summary>
    public abstract bool MayRepeat { get; }

    /// <summary>What is left of the time that the role allows the call, repeats included.</summary>
    public TimeSpan Left => call.Tool!.Timeout - time.GetElapsedTime(startedAt);

    /// <summary>Starts the next attempt.</summary>
    public abstract ValueTask<ToolResult> Start(CancellationToken cancellationToken);

    /// <summary>An attempt ended after nobody waited for it any more.</summary>
    public void LeftBehind(Exception? exception)
    {
        if (exception?.GetBaseException() is not (null or OperationCanceledException))
        {
            logger.Abandoned(call.Definition.Connector, redactor.Clean(exception.ToString()));
        }
    }
}
