using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CodexMcp.Core.Execution;

/// <summary>What the agent is told of each way a connector can fail.</summary>
internal static class Failures
{
    /// <summary>Gives the rejection for a failure. A write that must not be repeated and may have taken effect is ambiguous, never failed.</summary>
    public static Rejection Of(ToolCall call, Exception exception)
    {
        if (call.Sent && call.MustNotRepeat && !IsCertain(exception))
        {
            return Unknown(call, exception);
        }

        return exception switch
        {
            ConnectorException failure => new Rejection(Code(failure.Failure), Sentence(failure), failure.Next) { RetryAfter = failure.RetryAfter, FromOutside = true },
            BrokenCircuitException broken => new Rejection(
                OutcomeCode.ConnectorError,
                $"{call.Definition.Connector} failed too often lately, so the call was not sent.",
                "Go on without it for now, or call again later.")
            { RetryAfter = broken.RetryAfter ?? call.Connector!.Resilience.BreakerPause },
            TimeoutRejectedException => new Rejection(
                OutcomeCode.Timeout,
                $"{call.Definition.Name} did not answer in time (at most {call.Tool!.Timeout.TotalSeconds:0.#} seconds are allowed).",
                "Ask for less (fewer rows, a shorter period), or call again later."),
            OperationCanceledException => Rejection.Cancelled,
            _ => new Rejection(
                OutcomeCode.ConnectorError,
                $"The connector {call.Definition.Connector} failed in a way it should not (call {call.CallId}).",
                "Give the call id to the operator: the host's log has the detail. The same call will probably fail again."),
        };
    }

    /// <summary>Whether the failure proves that nothing was changed: the vendor refused, or the call was not sent at all.</summary>
    private static bool IsCertain(Exception exception) => exception
        is BrokenCircuitException
        or ConnectorException { NotSent: true }
        or ConnectorException { Failure: ConnectorFailure.Refused or ConnectorFailure.Configuration or ConnectorFailure.RateLimited };

    private static Rejection Unknown(ToolCall call, Exception exception) => new(
        OutcomeCode.Ambiguous,
        $"{call.Definition.Name} was sent, and nobody knows whether it took effect (call {call.CallId}).{(exception is ConnectorException failure ? " " + Sentence(failure) : "")}",
        "Do not repeat it. Read back whether it took effect, and tell the user.")
    { FromOutside = exception is ConnectorException };

    private static OutcomeCode Code(ConnectorFailure failure) => failure switch
    {
        ConnectorFailure.RateLimited => OutcomeCode.RateLimited,
        ConnectorFailure.Timeout => OutcomeCode.Timeout,
        ConnectorFailure.Ambiguous => OutcomeCode.Ambiguous,
        _ => OutcomeCode.ConnectorError,
    };

    private static string Sentence(ConnectorException failure) =>
        failure.VendorCode is { } code ? $"{failure.Message} (vendor code {code})" : failure.Message;
}
