using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Stores;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>What a start does for the audit trail once it serves: settle what an earlier process left behind, and remove what nobody wants to keep.</summary>
internal static class AuditUpkeep
{
    /// <summary>Does it.</summary>
    /// <exception cref="Core.Audit.AuditUnavailableException">The trail can't be read or written.</exception>
    public static async Task RunAsync(HostServices services, ILogger logger, TimeProvider time)
    {
        var report = await services.Audit.RecoverAsync().ConfigureAwait(false);
        foreach (var entry in report.Ambiguous)
        {
            await KeepAsync(services, entry, logger, time).ConfigureAwait(false);
            logger.Notice($"A call of an earlier process has no recorded outcome and is ambiguous: {entry.Tool} ({entry.CallId}). Look at the system before you repeat it.");
        }

        foreach (var warning in report.Warnings)
        {
            logger.Notice(warning);
        }

        await new AuditRetentionRun(services, logger, time).RunAsync().ConfigureAwait(false);
    }

    /// <summary>A write that an earlier process lost is not repeated before a person has settled it.</summary>
    private static async Task KeepAsync(HostServices services, AuditEntry entry, ILogger logger, TimeProvider time)
    {
        if (SentWrite.FromAudit(entry, time.GetUtcNow()) is { } lost)
        {
            try
            {
                await services.Store.Writes.AddAsync(lost, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                logger.Notice(exception.Message);
            }
        }
    }
}
