using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Stores;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>
/// Calls that carry an idempotency key: the first one takes the key when it is sent and leaves its redacted result with it. A repeat with the same arguments
/// gets that result; of many at once, in any process, one is sent.
/// </summary>
internal sealed class IdempotencyKeys(Lazy<CallStores> stores, AmbiguousWrites ambiguous, TimeProvider time, ILogger logger)
{
    /// <summary>Of a larger result is kept only that the call was carried out.</summary>
    private const int MaxResultBytes = 64 * 1024;

    /// <summary>Gives what is known under the call's key; null without a key, and for a key that is new.</summary>
    public async ValueTask<KeptCall?> FindAsync(ToolCall call)
    {
        if (Key(call) is not { } key)
        {
            return null;
        }

        call.Slot = KeptCall.SlotOf(call.Profile.Role, call.Request.Principal, call.Execution.Environment, call.Definition.Name, key);
        var kept = stores.Value.Kept;
        return kept.MayHold ? await kept.FindAsync(call.Slot, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false) : null;
    }

    /// <summary>Whether what is kept belongs to these arguments.</summary>
    public static bool Fits(ToolCall call, KeptCall kept) => string.Equals(kept.ArgumentsHash, HashWithoutKey(call), StringComparison.Ordinal);

    /// <summary>Takes the key, at the moment before the call is sent; null when the call has it now, or needs none.</summary>
    public async ValueTask<Rejection?> ClaimAsync(ToolCall call)
    {
        if (call.Slot is not { } slot)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var claim = new KeptCall
        {
            Slot = slot,
            ArgumentsHash = HashWithoutKey(call),
            CallId = call.CallId,
            Lease = now + call.Tool!.Timeout + Approval.ClockSkew,
            Expires = now + call.Execution.IdempotencyWindow,
        };
        var write = ambiguous.Record(call, WriteState.Sent);
        if (!await stores.Value.Kept.ClaimAsync(claim, write, now, CancellationToken.None).ConfigureAwait(false))
        {
            return RepeatStage.Running(call, null, TimeSpan.FromSeconds(1));
        }

        call.OnRecord = write is not null;
        call.Claim = claim;
        return null;
    }

    /// <summary>
    /// Ends what the call has of its key: keeps the result, or gives the key back when nothing was changed, or when a repeat does no harm (an idempotent
    /// call that timed out). Where the end of any other is unknown, or can't be kept, the key stays taken, which is the safe mistake.
    /// </summary>
    public async ValueTask EndAsync(ToolCall call, Rejection? rejection)
    {
        if (call.Claim is not { } claim || call.Lost)
        {
            return;
        }

        try
        {
            if (call.Result is not { Questions.Count: 0 })
            {
                await stores.Value.Kept.ReleaseAsync(claim.Slot, claim.CallId, CancellationToken.None).ConfigureAwait(false);
                return;
            }

            var done = claim with { IsDone = true, Expires = time.GetUtcNow() + call.Execution.IdempotencyWindow };
            await stores.Value.Kept.FinishAsync(rejection is null ? WithResult(call, done) : done, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.StoreFailed(call.CallId, exception is StoreUnavailableException ? exception.Message : exception.GetType().FullName!);
        }
    }

    private static KeptCall WithResult(ToolCall call, KeptCall done)
    {
        if (call.Content.Count > 0)
        {
            return done; // a part of a result is not the result
        }

        var structured = call.Structured.GetRawText();
        var text = call.Text.Length == 0 || string.Equals(call.Text, structured, StringComparison.Ordinal) ? null : call.Text;
        var size = JsonMarshal.GetRawUtf8Value(call.Structured).Length + (text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text));
        return size > MaxResultBytes ? done : done with { Structured = structured, Text = text };
    }

    private static string? Key(ToolCall call) =>
        call.Definition.IdempotencyArgument is { } argument && call.Arguments.TryGetProperty(argument, out var key) && key.ValueKind == JsonValueKind.String ? key.GetString() : null;

    private static string HashWithoutKey(ToolCall call) => CanonicalJson.Sha256Hex(JsonText.Build(call, static (writer, call) =>
    {
        writer.WriteStartObject();
        foreach (var argument in call.Arguments.EnumerateObject())
        {
            if (!argument.NameEquals(call.Definition.IdempotencyArgument))
            {
                argument.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }));
}
