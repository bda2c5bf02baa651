namespace CodexMcp.Core.Audit;

/// <summary>
/// Looks for chains whose process died, and records their end and their open writes, once: the lock file of a chain stays until
/// its end is on record, and whoever looks into a chain holds that lock.
/// </summary>
internal sealed class AuditRecovery(IAuditDisk disk, Func<AuditEntry, bool, ValueTask> append)
{
    /// <summary>Runs to the end; everything reported is durable then.</summary>
    public async Task<AuditRecoveryReport> RunAsync()
    {
        var warnings = new List<string>();
        var dead = FindDead(warnings);
        try
        {
            // All are read before anything is written: one that died while it recovered another may have recorded part of it.
            var said = new HashSet<string>(StringComparer.Ordinal);
            var read = dead.ConvertAll(one => AuditDeadChain.Read(disk, one.Chain, said));
            var ambiguous = new List<AuditEntry>();
            foreach (var chain in read)
            {
                await RecordAsync(chain, said, ambiguous).ConfigureAwait(false);
                if (chain is { Seq: 0, Problem: null })
                {
                    // It died before its first record.
                    disk.Delete(AuditFileNames.Records(chain.Name, 1));
                    disk.Delete(AuditFileNames.Head(chain.Name));
                }
                disk.Delete(AuditFileNames.Lock(chain.Name));
                if (chain.Problem is { } problem)
                {
                    warnings.Add($"{problem} Run 'codex-mcp audit verify'.");
                }
            }
            return new AuditRecoveryReport(read.ConvertAll(chain => chain.Name), ambiguous, warnings);
        }
        finally
        {
            dead.ForEach(one => one.Lock.Dispose());
        }
    }

    private List<(string Chain, IDisposable Lock)> FindDead(List<string> warnings)
    {
        var dead = new List<(string, IDisposable)>();
        foreach (var name in disk.List())
        {
            if (!name.EndsWith(".lock", StringComparison.Ordinal) || !AuditFileNames.TryParse(name, out var chain, out _))
            {
                continue;
            }
            IDisposable? taken;
            try
            {
                taken = disk.TryLock(name, create: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                warnings.Add($"The chain '{chain}' can't be looked into: {e.Message} Give this user the right to, then start again.");
                continue;
            }
            if (taken is null)
            {
                continue;
            }
            using var again = disk.TryLock(name, create: false);
            if (again is not null)
            {
                taken.Dispose();
                warnings.Add("File locks do not work here, so nobody can tell which processes are alive: nothing was recovered. Put the state folder on a local disk.");
                break;
            }
            if (!disk.Exists(name))
            {
                taken.Dispose(); // Another process was faster.
                continue;
            }
            dead.Add((chain, taken));
        }
        return dead;
    }

    private async Task RecordAsync(AuditDeadChain chain, HashSet<string> said, List<AuditEntry> ambiguous)
    {
        if (chain.Seq == 0 || said.Contains(chain.Name) || chain.Closed)
        {
            return;
        }
        foreach (var (callId, intent) in chain.OpenIntents)
        {
            if (said.Contains(chain.Name + "/" + callId))
            {
                continue;
            }
            ambiguous.Add(intent);
            await append(intent, false).ConfigureAwait(false);
        }
        await append(
            new AuditEntry
            {
                Event = AuditEvents.Recovered,
                Reason = "Its process died without ending the chain.",
                Details = AuditDetails.Create(json =>
                {
                    AuditAnchor.Write(json, chain.Name, chain.Seq, chain.Hash);
                    json.WriteNumber("ambiguous"u8, chain.OpenIntents.Count);
                    json.WriteNumber("torn_bytes"u8, chain.TornBytes);
                    if (chain.Problem is { } problem)
                    {
                        json.WriteString("problem"u8, problem.ToString());
                    }
                }),
            },
            true).ConfigureAwait(false);
    }
}
