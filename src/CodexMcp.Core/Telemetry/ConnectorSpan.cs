using System.Diagnostics;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Telemetry;

/// <summary>
/// Measures an attempt of a connector, and gives it a span below the call's. The trace ends here: nothing of it is sent to a vendor,
/// whose logs are no place for who asked what on our side.
/// </summary>
internal static class ConnectorSpan
{
    /// <summary>Runs the attempt.</summary>
    public static async ValueTask<ToolResult> RunAsync(ToolCall call, ToolInvocation invocation, TimeProvider time, CancellationToken cancellationToken)
    {
        using var span = CallSpan.Source.StartActivity("connector " + call.Definition.Connector, ActivityKind.Client);
        if (span is not null)
        {
            span.SetTag("codexmcp.connector", call.Definition.Connector);
            span.SetTag("codexmcp.environment", call.Execution.Environment);
            span.SetTag("codexmcp.call.id", call.CallId);
            span.SetTag("codexmcp.attempt", invocation.Attempt);
        }

        var startedAt = time.GetTimestamp();
        string? failure = null;
        try
        {
            return await call.Connector!.Connector.ExecuteAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = Kind(exception);
            span?.SetTag("error.type", failure);
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            CallTelemetry.Attempted(call, time.GetElapsedTime(startedAt), failure);
        }
    }

    /// <summary>One of a few words. An exception's own text may quote anything.</summary>
    private static string Kind(Exception exception) => exception switch
    {
        ConnectorException { Failure: ConnectorFailure.Unavailable } => "unavailable",
        ConnectorException { Failure: ConnectorFailure.Timeout } => "timeout",
        ConnectorException { Failure: ConnectorFailure.RateLimited } => "rate_limited",
        ConnectorException { Failure: ConnectorFailure.Refused } => "refused",
        ConnectorException { Failure: ConnectorFailure.Configuration } => "configuration",
        ConnectorException { Failure: ConnectorFailure.Ambiguous } => "ambiguous",
        ConnectorException => "bad_answer",
        OperationCanceledException => "cancelled",
        _ => "defect",
    };
}
