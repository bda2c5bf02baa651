using System.Collections.Concurrent;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Costs;

/// <summary>
/// Asks a connector what a call would cost. What a person was asked about is remembered for a while: their yes is then spent on the estimate that they saw,
/// and the vendor is not asked twice.
/// </summary>
internal sealed class CostEstimates(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (CostEstimate Estimate, long At)> shown = new(StringComparer.Ordinal);

    /// <summary>Gives the estimate; null for a call that costs nothing worth counting, a rejection for one that the vendor would refuse.</summary>
    public async ValueTask<(CostEstimate? Estimate, Rejection? Refused)> AskAsync(ICostEstimator estimator, ToolCall call, CancellationToken cancellationToken)
    {
        if (shown.TryGetValue(Key(call), out var known) && time.GetElapsedTime(known.At) < Kept)
        {
            return (known.Estimate, null);
        }

        try
        {
            return (await estimator.EstimateAsync(call.Invocation!, cancellationToken).AsTask().WaitAsync(call.Tool!.Timeout, time, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused)
        {
            return (null, new Rejection(OutcomeCode.ConnectorError, exception.Message, exception.Next) { RetryAfter = exception.RetryAfter });
        }
        catch (Exception exception) when (exception is ConnectorException or TimeoutException)
        {
            var why = exception is ConnectorException ? exception.Message.TrimEnd('.') : "the estimate took too long";
            return (CostEstimate.Unknown(why), null);
        }
    }

    /// <summary>Remembers an estimate that somebody is shown.</summary>
    public void Remember(ToolCall call, CostEstimate estimate)
    {
        var key = Key(call);
        if (shown.TryGetValue(key, out var known) && ReferenceEquals(known.Estimate, estimate))
        {
            return; // its time runs from when it was first shown
        }

        if (shown.Count >= Most)
        {
            shown.Clear();
        }

        shown[key] = (estimate, time.GetTimestamp());
    }

    private static string Key(ToolCall call) =>
        string.Join('\n', call.Profile.Role, call.Profile.Revision, call.Request.Principal, call.Execution.Environment, call.Definition.Name, call.ArgumentsHash);
}
