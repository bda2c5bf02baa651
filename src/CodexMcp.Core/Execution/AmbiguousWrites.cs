using System.Collections.Concurrent;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Stores;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>
/// Writes that were sent and whose effect nobody knows. The identical call of the same principal is refused until its connector has read the write back or
/// a person has settled it: running it again could do the thing twice.
/// </summary>
internal sealed class AmbiguousWrites(Lazy<CallStores> stores, TimeProvider time, ApprovalOptions options, ILogger logger)
{
    /// <summary>Those that the store did not take: this process at least does not forget them.</summary>
    private readonly ConcurrentDictionary<string, string> unkept = new(StringComparer.Ordinal);

    /// <summary>Refuses a repeat of a write that this process alone knows to be lost.</summary>
    public Rejection? Unkept(ToolCall call) => call.MustNotRepeat && !unkept.IsEmpty && unkept.TryGetValue(Key(call), out var earlier) ? Lost(earlier) : null;

    /// <summary>Gives the write that forbids a blind repeat of the call, or null. A read never comes here, and a write does only where something is kept.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ever">Whether one that happened forbids it however long ago that was found out: so it is for a call that has its key.</param>
    public async ValueTask<SentWrite?> FindAsync(ToolCall call, bool ever = false) => call.MustNotRepeat && stores.Value.Writes is { MayHold: true } writes
        ? await writes.FindBlockingAsync(Key(call), call.CallId, ever ? DateTimeOffset.MinValue : time.GetUtcNow() - options.DeclineMemory, CancellationToken.None).ConfigureAwait(false)
        : null;

    /// <summary>Looks once more right before the call is sent. One that may still be on its way is no reason then.</summary>
    public async ValueTask<Rejection?> CheckLostAsync(ToolCall call) =>
        Unkept(call) ?? (await FindAsync(call).ConfigureAwait(false) is { State: not WriteState.Sent } found ? Refuse(found) : null);

    /// <summary>The answer to a repeat that can't be read back.</summary>
    public static Rejection Refuse(SentWrite found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found.State switch
        {
            WriteState.Sent => new Rejection(
                OutcomeCode.Ambiguous,
                $"The same call is on its way, or its end was lost with the process that sent it (call {found.CallId}); it was not sent again.",
                "Wait for its answer. If none comes, read back whether it took effect and tell the user: a person settles it with 'codex-mcp calls settle'."),
            WriteState.Happened => new Rejection(
                OutcomeCode.Ambiguous,
                $"{(found.SettledBy == WriteRecovery.By ? "It was read back" : "A person found")} that the same call, sent before (call {found.CallId}), did take effect, so it was not sent again.",
                "Do not repeat it: what you asked for is done. Read it back if you need its result."),
            _ => Lost(found.CallId),
        };
    }

    /// <summary>The record of a write that is about to be sent, or null when a repeat of it would do no harm.</summary>
    public SentWrite? Record(ToolCall call, WriteState state) => !call.MustNotRepeat ? null : new SentWrite
    {
        CallId = call.CallId,
        Key = Key(call),
        Role = call.Profile.Role,
        Principal = call.Request.Principal,
        Environment = call.Execution.Environment,
        Tool = call.Definition.Name,
        At = time.GetUtcNow(),
        State = state,
    };

    /// <summary>Remembers a write of unknown end.</summary>
    public async ValueTask AddAsync(ToolCall call)
    {
        try
        {
            await stores.Value.Writes.AddAsync(Record(call, WriteState.Ambiguous)!, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            unkept.TryAdd(Key(call), call.CallId);
            logger.StoreFailed(call.CallId, exception.Message);
        }
    }

    /// <summary>Records that a write's end is known. When that can't be kept, the write only looks lost, which is the safe mistake.</summary>
    public async ValueTask EndAsync(ToolCall call)
    {
        try
        {
            await stores.Value.Writes.EndAsync(call.CallId, WriteState.Ended, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            logger.StoreFailed(call.CallId, exception.Message);
        }
    }

    private static Rejection Lost(string callId) => new(
        OutcomeCode.Ambiguous,
        $"The same call was sent before (call {callId}) and nobody knows whether it took effect, so it was not sent again.",
        "Read back whether it took effect, and tell the user: a person settles it with 'codex-mcp calls settle', and only then it can be sent again.");

    private static string Key(ToolCall call) =>
        SentWrite.KeyOf(call.Request.Principal, call.Execution.Environment, call.Definition.Name, call.ArgumentsHash!);
}
