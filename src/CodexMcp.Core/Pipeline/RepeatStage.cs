using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Core.Execution;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// Before stage 5: a write that was made before. Under the same idempotency key it is answered from what was kept; while its end is unknown it is read back
/// where the connector can, and refused where it can't. What is answered here is not sent, so nobody has to approve it.
/// </summary>
internal sealed class RepeatStage(IdempotencyKeys keys, AmbiguousWrites ambiguous, WriteRecovery recovery, Lazy<CallStores> stores, TimeProvider time)
{
    /// <summary>Null when the call may go on: to be sent, or, when it has a result or replays one, to be answered.</summary>
    public async ValueTask<Rejection?> CheckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (call.IsRead)
        {
            return null;
        }

        var kept = await keys.FindAsync(call).ConfigureAwait(false);
        if (kept is not null)
        {
            if (!IdempotencyKeys.Fits(call, kept))
            {
                return Reused(call, kept);
            }

            if (kept.IsDone)
            {
                return Replay(call, kept);
            }
        }

        if (ambiguous.Unkept(call) is { } unkept)
        {
            return unkept;
        }

        if (await ambiguous.FindAsync(call, ever: kept is not null).ConfigureAwait(false) is { } found)
        {
            return recovery.IsLost(call, found)
                ? await RecoverAsync(call, kept ?? await keys.FindAsync(call).ConfigureAwait(false), found, cancellationToken).ConfigureAwait(false)
                : found.State == WriteState.Sent && call.Slot is not null ? Running(call, found.CallId, found.At + call.Tool!.Timeout - time.GetUtcNow()) : AmbiguousWrites.Refuse(found);
        }

        return kept is not null && kept.Lease > time.GetUtcNow() ? Running(call, kept.CallId, kept.Lease - time.GetUtcNow()) : null;
    }

    /// <summary>Keeps what there is to keep of the call under its key. Never throws for a store that fails.</summary>
    public ValueTask EndAsync(ToolCall call, Rejection? rejection) => keys.EndAsync(call, rejection);

    private async ValueTask<Rejection?> RecoverAsync(ToolCall call, KeptCall? kept, SentWrite lost, CancellationToken cancellationToken)
    {
        var fate = await recovery.SettleAsync(call, lost, cancellationToken).ConfigureAwait(false);
        if (!fate.IsKnown)
        {
            // Another repeat, or a person, may have settled it meanwhile.
            return AmbiguousWrites.Refuse(await ambiguous.FindAsync(call, ever: kept is not null).ConfigureAwait(false) ?? lost);
        }

        var holds = kept is not null && string.Equals(kept.CallId, lost.CallId, StringComparison.Ordinal);
        if (fate.Result is { } result)
        {
            call.Note($"Read back: call {lost.CallId} took effect, so its result is answered and nothing was sent.");
            call.Replays = lost.CallId;
            call.Result = result;
            call.Claim = holds ? kept : null; // its result is kept under the key once it is redacted
            return null;
        }

        call.Note($"Read back: call {lost.CallId} did not take effect.");
        if (holds)
        {
            await stores.Value.Kept.ReleaseAsync(kept!.Slot, lost.CallId, CancellationToken.None).ConfigureAwait(false);
        }

        return null;
    }

    private static Rejection? Replay(ToolCall call, KeptCall kept)
    {
        if (kept.Structured is not { } structured)
        {
            return new Rejection(
                OutcomeCode.Denied,
                $"The call with this {call.Definition.IdempotencyArgument} was carried out before (call {kept.CallId}), but its result is not kept: it was withheld, too large, or has pictures or documents. It was not sent again.",
                "Do not repeat it: what you asked for is done. Read back what you need of it.");
        }

        call.Note($"Answers with the first result, of call {kept.CallId}; nothing was sent.");
        call.Replays = kept.CallId;
        call.Structured = JsonText.Parse(Encoding.UTF8.GetBytes(structured));
        call.Text = kept.Text ?? "";
        return null;
    }

    /// <summary>The answer while the first call with the key is on its way.</summary>
    public static Rejection Running(ToolCall call, string? callId, TimeSpan wait) => new(
        OutcomeCode.RateLimited,
        $"A call with the same {call.Definition.IdempotencyArgument} runs right now{(callId is null ? "" : $" (call {callId})")}, so this one was not sent.",
        "Wait for its answer, or make the identical call again a little later: it then gets the first one's result.")
    { RetryAfter = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait < TimeSpan.FromSeconds(5) ? wait : TimeSpan.FromSeconds(5) };

    private static Rejection Reused(ToolCall call, KeptCall kept) => new(
        OutcomeCode.InvalidArguments,
        $"This {call.Definition.IdempotencyArgument} was used before with other arguments (call {kept.CallId}), so the call was not sent.",
        "To repeat the first call, send exactly its arguments. For another call, use a new key.");
}
