using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Switches;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// Stage 6: spends the approval, records a write's intent durably, sends the call. In this order: what is sent is on record, and a yes counts once.
/// </summary>
internal sealed class ExecuteStage(
    TimeProvider time,
    ConnectorGates gates,
    SwitchGate switches,
    QuotaGate quota,
    CostGate costs,
    IdempotencyKeys keys,
    Spending spending,
    AmbiguousWrites ambiguous,
    RecordStage record,
    Redactor redactor,
    ILogger logger)
{
    public async ValueTask<Rejection?> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var gate = gates.Of(call);
        if (!gate.TryEnter())
        {
            return new Rejection(
                OutcomeCode.RateLimited,
                $"{call.Definition.Connector} has as many calls as it may at once ({call.Connector!.Resilience.MaxConcurrency}).",
                "Call again in a few seconds.")
            { RetryAfter = TimeSpan.FromSeconds(2) };
        }

        try
        {
            return await costs.HoldAsync(call).ConfigureAwait(false) ?? await SendAsync(call, gate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Exit();
            await costs.SettleAsync(call).ConfigureAwait(false);
        }
    }

    private async ValueTask<Rejection?> SendAsync(ToolCall call, ConnectorGate gate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await switches.CheckAsync(call).ConfigureAwait(false) is { } off)
        {
            return off; // a switch thrown while the call waited for a yes
        }

        if (quota.Take(call) is { } exhausted)
        {
            call.Stage = Stage.Limit;
            return exhausted; // before the key: what is not sent takes nothing
        }

        if (await keys.ClaimAsync(call).ConfigureAwait(false) is { } taken)
        {
            return taken; // the same call, made twice at once: a yes that was given for this one is not spent
        }

        if (await spending.SpendAsync(call).ConfigureAwait(false) is { } unspent)
        {
            return unspent;
        }

        try
        {
            return await PrepareAsync(call, cancellationToken).ConfigureAwait(false)
                ?? await RunAsync(call, gate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await spending.EndAsync(call).ConfigureAwait(false);
        }
    }

    /// <summary>The last steps before a write is sent: nothing reaches a vendor that is not on record.</summary>
    private async ValueTask<Rejection?> PrepareAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (call.IsRead)
        {
            return null;
        }

        await record.IntentAsync(call).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        // Another identical call may have got lost while this one waited.
        return await ambiguous.CheckLostAsync(call).ConfigureAwait(false);
    }

    private async ValueTask<Rejection?> RunAsync(ToolCall call, ConnectorGate gate, CancellationToken cancellationToken)
    {
        try
        {
            call.Result = await gate.RunAsync(new CallAttempts(call, time, redactor, logger), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            // A cancellation that nobody asked for is a defect like any other.
            var cause = exception is OperationCanceledException && !cancellationToken.IsCancellationRequested
                ? new InvalidOperationException("The connector cancelled itself.", exception)
                : exception;
            var rejection = Failures.Of(call, cause);
            call.CostsNothing = cause is BrokenCircuitException or ConnectorException { Failure: ConnectorFailure.RateLimited or ConnectorFailure.Configuration };
            if (rejection.Code == OutcomeCode.Ambiguous && call.MustNotRepeat)
            {
                call.Lost = true;
                await ambiguous.AddAsync(call).ConfigureAwait(false);
            }

            Log(call, cause);
            return rejection;
        }
    }

    private void Log(ToolCall call, Exception exception)
    {
        switch (exception)
        {
            case ConnectorException { InnerException: null } failure:
                // A failure without a cause behind it has no trace worth a line; a refusal is the agent's to mend, and the record tells of it.
                if (failure.Failure != ConnectorFailure.Refused)
                {
                    logger.ConnectorFailed(call.CallId, call.Definition.Connector, failure.Failure.ToString(), redactor.Clean(failure.Message));
                }

                break;
            case ConnectorException failure:
                // The outer sentence is the agent's; the operator gets the cause behind it.
                logger.ConnectorFailed(call.CallId, call.Definition.Connector, failure.Failure.ToString(), redactor.Clean(failure.InnerException!.ToString()));
                break;
            case OperationCanceledException or BrokenCircuitException or Polly.Timeout.TimeoutRejectedException:
                break;
            default:
                logger.ConnectorDefect(call.CallId, call.Definition.Connector, redactor.Clean(exception.ToString()));
                break;
        }
    }
}
