using System.Globalization;
using CodexMcp.Core.Audit;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>
/// Removes records that no role wants to keep any longer, at most once a day: it reads the whole trail. Roles share a trail, so the
/// longest retention of all of them counts; while one file of roles can't be read, nothing is removed.
/// </summary>
internal sealed class AuditRetentionRun(HostServices services, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    /// <summary>Runs when it is due.</summary>
    /// <exception cref="AuditUnavailableException">The trail can't be read or written.</exception>
    public async Task RunAsync()
    {
        var mark = Path.Combine(services.StateFolder(), "retention.last");
        var age = time.GetUtcNow() - File.GetLastWriteTimeUtc(mark);
        if (File.Exists(mark) && age < Pause && age > -Pause)
        {
            return;
        }

        if (!HasOldChain())
        {
            return;
        }

        var loaded = services.Load();
        if (loaded.Errors.Count > 0 || loaded.Profiles.Count == 0)
        {
            return;
        }

        // Marked first: of several processes that start together one is enough.
        await File.WriteAllBytesAsync(mark, []).ConfigureAwait(false);
        File.SetLastWriteTimeUtc(mark, time.GetUtcNow().UtcDateTime);
        var days = loaded.Profiles.Values.Max(role => role.Governance.RetentionDays);
        foreach (var chain in await services.Audit.ApplyRetentionAsync(days).ConfigureAwait(false))
        {
            logger.Notice($"The audit chain {chain} ended more than {days} days ago and was removed; what it ended with is on record.");
        }
    }

    // The shortest retention is a day, and a chain's name begins with its own beginning: most sessions need not read every role for this.
    private bool HasOldChain()
    {
        var youngest = time.GetUtcNow().AddDays(-1).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        foreach (var file in Directory.Exists(services.AuditFolder) ? Directory.GetFiles(services.AuditFolder) : [])
        {
            if (string.CompareOrdinal(Path.GetFileName(file), youngest) < 0)
            {
                return true;
            }
        }

        return false;
    }
}
