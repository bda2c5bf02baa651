using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Approvals;

/// <summary>Spends a call's yes at the moment it is sent: once in this process, then once among all that share the store.</summary>
internal sealed class Spending(Lazy<CallStores> stores, ApprovalLedger ledger, AmbiguousWrites ambiguous, TimeProvider time)
{
    /// <summary>Null when the yes was there and is now this call's, or when none is needed.</summary>
    public async ValueTask<Rejection?> SpendAsync(ToolCall call)
    {
        if (call.Yes is not { } yes)
        {
            return null;
        }

        if (yes.Ticket is { } ticket && !ledger.TryConsume(ticket))
        {
            return ApproveStage.InvalidState;
        }

        var write = ambiguous.Record(call, WriteState.Sent);
        var consumption = new Consumption(yes.Id, yes.Binding, yes.Way, call.CallId, time.GetUtcNow(), write);
        if (await stores.Value.Approvals.ConsumeAsync(consumption, CancellationToken.None).ConfigureAwait(false))
        {
            call.OnRecord |= write is not null;
            return null;
        }

        return yes.Way == ApprovalWay.Question ? ApproveStage.InvalidState : new Rejection(
            OutcomeCode.ApprovalRequired,
            $"The approval of review {yes.Id} was used by another call, or ended, before this one was sent. It did not run.",
            "If the other call was yours, use its result. To run it once more, make the identical call: it starts a new review.");
    }

    /// <summary>Records the end of a write that was recorded as sent, unless its end is what nobody knows, or is kept together with its result.</summary>
    public ValueTask EndAsync(ToolCall call) => call is { OnRecord: true, Lost: false, Claim: null } ? ambiguous.EndAsync(call) : default;
}
