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
internal sealed class WriteRecovery(Lazy<CallStores> stores, ConnectorGates gates, RecordStage record, Redactor redactor, TimeProvider time, ILogger logger)
{
    /// <summary>Who settled it, in the store.</summary>
    public const string By = "read-back";

    // One settlement at a time: of many repeats that read the same write back at once, one settles it and is on record.
    private readonly SemaphoreSlim settling = new(1, 1);

    /// <summary>Settles the write if the connector can; gives what it found. Only the role that sent it can tell: another one may not see what was written.</summary>
    /// <param name="call">The identical call that was made now.</param>
    /// <param name="lost">The write.</param>
    /// <param name="cancellationToken">The usual.</param>
    public async ValueTask<WriteFate> SettleAsync(ToolCall call, SentWrite lost, CancellationToken cancellationToken)
    {
        if (lost.Role != call.Profile.Role || call.Connector!.Connector is not IWriteRecovery recovery)
        {
            return WriteFate.Unknown;
        }

        var fate = await AskAsync(call, recovery, lost.CallId, cancellationToken).ConfigureAwait(false);
        return fate.IsKnown && await SettleAsync(call, lost, fate.Result is not null).ConfigureAwait(false) ? fate : WriteFate.Unknown;
    }

    /// <summary>Whether whoever sent it can't be waiting for its answer any more.</summary>
    public bool IsLost(ToolCall call, SentWrite write) =>
        write.State == WriteState.Ambiguous || (write.State == WriteState.Sent && write.At + call.Tool!.Timeout + Approval.ClockSkew <= time.GetUtcNow());

    /// <summary>False when it was settled meanwhile: then this call knows nothing that counts.</summary>
    private async ValueTask<bool> SettleAsync(ToolCall call, SentWrite lost, bool happened)
    {
        await settling.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var writes = stores.Value.Writes;
            var unsettled = await writes.UnsettledAsync(CancellationToken.None).ConfigureAwait(false);
            if (!unsettled.Any(write => write.CallId == lost.CallId))
            {
                return false;
            }

            await record.SettledAsync(call, lost, happened).ConfigureAwait(false);
            return await writes.SettleAsync(lost.CallId, happened, By, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            settling.Release();
        }
    }

    private async ValueTask<WriteFate> AskAsync(ToolCall call, IWriteRecovery recovery, string lostCallId, CancellationToken cancellationToken)
    {
        var gate = gates.Of(call);
        if (!gate.TryEnter())
        {
            return WriteFate.Unknown;
        }

        try
        {
            var asked = new ReadBack(call, recovery, lostCallId, time, redactor, logger);
            await gate.RunAsync(asked, cancellationToken).ConfigureAwait(false);
            return asked.Fate;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.WriteUnread(call.CallId, call.Definition.Connector, redactor.Clean(exception.ToString()));
            return WriteFate.Unknown;
        }
        finally
        {
            gate.Exit();
        }
    }
}
