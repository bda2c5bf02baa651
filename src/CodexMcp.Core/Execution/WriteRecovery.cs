using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>
/// Asks a connector what became of a write of unknown end before its identical repeat is refused. What it is sure of settles the write, and stands in the
/// audit trail before it counts. What fails, hangs or is not sure settles nothing.
/// </summary>
internal sealed class WriteRecovery(Lazy<CallStores> stores, RecordStage record, Redactor redactor, TimeProvider time, ILogger logger)
{
    /// <summary>Who settled it, in the store.</summary>
    public const string By = "read-back";

    /// <summary>Settles the write if the connector can; gives what it found.</summary>
    /// <param name="call">The identical call that was made now.</param>
    /// <param name="lost">The write.</param>
    /// <param name="cancellationToken">The usual.</param>
    public async ValueTask<WriteFate> SettleAsync(ToolCall call, SentWrite lost, CancellationToken cancellationToken)
    {
        if (call.Connector!.Connector is not IWriteRecovery recovery)
        {
            return WriteFate.Unknown;
        }

        var fate = await AskAsync(call, recovery, lost.CallId, cancellationToken).ConfigureAwait(false);
        if (fate.IsKnown)
        {
            await record.SettledAsync(call, lost, fate.Result is not null).ConfigureAwait(false);
            await stores.Value.Writes.SettleAsync(lost.CallId, fate.Result is not null, By, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }

        return fate;
    }

    /// <summary>Whether whoever sent it can't be waiting for its answer any more.</summary>
    public bool IsLost(ToolCall call, SentWrite write) =>
        write.State == WriteState.Ambiguous || (write.State == WriteState.Sent && write.At + call.Tool!.Timeout + Approval.ClockSkew <= time.GetUtcNow());

    private async ValueTask<WriteFate> AskAsync(ToolCall call, IWriteRecovery recovery, string lostCallId, CancellationToken cancellationToken)
    {
        try
        {
            var asked = recovery.FindAsync(call.Invocation!, lostCallId, cancellationToken);
            return asked.IsCompletedSuccessfully
                ? asked.Result
                : await asked.AsTask().WaitAsync(call.Tool!.Timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.WriteUnread(call.CallId, call.Definition.Connector, redactor.Clean(exception.ToString()));
            return WriteFate.Unknown;
        }
    }
}
