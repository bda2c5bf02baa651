using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>The attempts of one call; every one carries the same call id.</summary>
internal sealed class CallAttempts(ToolCall call, TimeProvider time, Redactor redactor, ILogger logger) : Attempts(call, time, redactor, logger)
{
    private readonly ToolCall call = call;
    private readonly TimeProvider time = time;
    private int made;

    /// <summary>Repeats are for reads and idempotent writes only.</summary>
    public override bool MayRepeat => !call.MustNotRepeat;

    /// <inheritdoc/>
    public override ValueTask<ToolResult> Start(CancellationToken cancellationToken)
    {
        var attempt = made++;
        call.Sent = true;
        var invocation = call.Invocation!;
        invocation = attempt == 0 ? invocation : invocation with { Attempt = attempt };
        return CallTelemetry.WatchesConnectors
            ? ConnectorSpan.RunAsync(call, invocation, time, cancellationToken)
            : call.Connector!.Connector.ExecuteAsync(invocation, cancellationToken);
    }
}
