using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Execution;

/// <summary>What came of a person's word about a write.</summary>
/// <param name="Done">Whether the write is settled by it.</param>
/// <param name="Message">What happened, as one sentence.</param>
/// <param name="Known">Whether there was such a write to settle when it was looked for.</param>
public sealed record SettlementAnswer(bool Done, string Message, bool Known);

/// <summary>Where people say what became of a write of unknown end, whatever they look through. Their word is on record before it counts.</summary>
public sealed class SettlementDesk(IWriteStore writes, IAuditLog audit, TimeProvider time)
{
    /// <summary>Takes a person's word.</summary>
    /// <param name="approver">Who says so; the credential was just checked.</param>
    /// <param name="callId">The call that sent the write.</param>
    /// <param name="happened">Whether it took effect.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached: nothing is settled.</exception>
    /// <exception cref="AuditUnavailableException">It can't be recorded, so nothing is settled.</exception>
    public async ValueTask<SettlementAnswer> SettleAsync(Approver approver, string callId, bool happened, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        if ((await writes.UnsettledAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(write => write.CallId == callId) is not { } lost)
        {
            return new(false, "There is no write of unknown end with that id.", Known: false);
        }

        var entry = new AuditEntry
        {
            Event = AuditEvents.Settled,
            CallId = lost.CallId,
            Role = lost.Role,
            Principal = approver.Principal,
            Environment = lost.Environment,
            Tool = lost.Tool,
            Outcome = happened ? "happened" : "did_not_happen",
        };
        await audit.AppendAsync(entry, durable: true).ConfigureAwait(false);
        if (!await writes.SettleAsync(callId, happened, approver.Principal, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
        {
            return new(false, "Somebody settled it a moment ago.", Known: true);
        }

        return new(true, happened
            ? "Settled: it took effect. The identical call is refused for another 10 minutes."
            : "Settled: it did not take effect. The identical call may be made again.", Known: true);
    }
}
