namespace CodexMcp.Core.Audit;

/// <summary>Checks a whole trail: every chain from its origin to its end, and what the chains say of each other.</summary>
public static class AuditVerifier
{
    /// <summary>
    /// Checks the folder; safe beside processes that write. Reads each file once, in memory that does not grow with the files.
    /// Finds any edit, cut, reorder, repetition or insertion, but not a trail rewritten as a whole: keep heads elsewhere for that.
    /// </summary>
    public static AuditVerification Verify(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Verify(new AuditDisk(folder)).Verification;
    }

    /// <summary>As <see cref="Verify(string)"/>, with the anchors found.</summary>
    internal static (AuditVerification Verification, Dictionary<string, List<AuditAnchor>> Anchors) Verify(IAuditDisk disk)
    {
        var chains = new List<Found>();
        var problems = new List<AuditProblem>();
        var remarks = new List<string>();
        var anchors = new Dictionary<string, List<AuditAnchor>>(StringComparer.Ordinal);
        foreach (var (name, files) in Group(disk, problems, remarks))
        {
            var (locked, alive) = Liveness(disk, name);
            var read = new AuditChainReader(disk, name, (file, line, bytes, parts) => Collect(anchors, AuditAnchor.Find(file, line, bytes, parts))).Read();
            if (!files.Any(file => file.EndsWith(".head", StringComparison.Ordinal) || file.EndsWith(AuditFileNames.Extension, StringComparison.Ordinal)))
            {
                continue; // A lock alone: the process died, or is about to write its first record.
            }
            chains.Add(new Found(read, name, read.Problem ?? MissingFile(name, files, read.Files), locked, alive));
            if (read.TornBytes > 0)
            {
                remarks.Add($"{AuditFileNames.Records(name, read.Files)}: the last line was torn by a crash ({read.TornBytes} bytes); it was never confirmed to anyone.");
            }
        }
        var summaries = chains.ConvertAll(chain => Summarise(chain, anchors, problems, remarks));
        Judge(summaries, anchors, problems);
        return (new AuditVerification(summaries, problems, remarks), anchors);
    }

    private static SortedDictionary<string, List<string>> Group(IAuditDisk disk, List<AuditProblem> problems, List<string> remarks)
    {
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        try
        {
            foreach (var name in disk.List())
            {
                if (!AuditFileNames.TryParse(name, out var chain, out _))
                {
                    remarks.Add($"{name}: is no file of the audit trail, and was not read.");
                    continue;
                }
                groups.TryAdd(chain, []);
                groups[chain].Add(name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new AuditProblem(".", 0, 0, $"The folder can't be read: {e.Message}", "Give this user the right to read it, then verify again."));
        }
        return groups;
    }

    private static (bool Locked, bool Alive) Liveness(IAuditDisk disk, string chain)
    {
        var name = AuditFileNames.Lock(chain);
        if (!disk.Exists(name))
        {
            return (false, false);
        }
        try
        {
            using var taken = disk.TryLock(name, create: false);
            return (true, taken is null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (true, true); // Not ours to open: its owner may be alive.
        }
    }

    private static void Collect(Dictionary<string, List<AuditAnchor>> anchors, IEnumerable<AuditAnchor> found)
    {
        foreach (var anchor in found)
        {
            if (!anchors.TryGetValue(anchor.Chain, out var known))
            {
                anchors.Add(anchor.Chain, known = []);
            }
            if (!known.Exists(one => one.Seq == anchor.Seq && one.Hash == anchor.Hash && one.Event == anchor.Event && one.File == anchor.File))
            {
                known.Add(anchor);
            }
        }
    }

    private static AuditProblem? MissingFile(string chain, List<string> files, int found)
    {
        foreach (var file in files)
        {
            if (AuditFileNames.TryParse(file, out _, out var number) && number > found)
            {
                return new AuditProblem(AuditFileNames.Records(chain, found + 1), 0, 0, "is missing, though a later file of its chain is there", AuditChainReader.Keep);
            }
        }
        return null;
    }

    private static AuditChainSummary Summarise(
        Found chain, Dictionary<string, List<AuditAnchor>> anchors, List<AuditProblem> problems, List<string> remarks)
    {
        var known = anchors.GetValueOrDefault(chain.Name) ?? [];
        var (read, problem) = (chain.Read, chain.Problem);
        var state = read.Closed ? AuditChainState.Closed
            : chain.Alive ? AuditChainState.Alive
            : known.Exists(anchor => anchor.Event == AuditEvents.Recovered) ? AuditChainState.Recovered
            : AuditChainState.Unfinished;
        if (state == AuditChainState.Unfinished && !chain.Locked && read.Seq > 0)
        {
            problem ??= new AuditProblem(
                AuditFileNames.Records(chain.Name, Math.Max(1, read.Files)), 0, read.Seq,
                "has no end, and no other chain recorded one: its end or its lock has been removed", AuditChainReader.Keep);
        }
        if (known.Exists(anchor => anchor.Event == AuditEvents.Pruned))
        {
            state = AuditChainState.Pruned;
            remarks.Add($"{chain.Name}: its removal is on record and was interrupted; the next retention run ends it.");
        }
        else if (problem is not null)
        {
            state = AuditChainState.Broken;
            problems.Add(problem);
        }
        return new AuditChainSummary(chain.Name, state, read.Files, read.Seq, read.Hash, read.LastTime, read.TornBytes);
    }

    private static void Judge(List<AuditChainSummary> chains, Dictionary<string, List<AuditAnchor>> anchors, List<AuditProblem> problems)
    {
        var there = chains.ToDictionary(chain => chain.Chain, StringComparer.Ordinal);
        foreach (var (name, known) in anchors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var pruned = known.Exists(anchor => anchor.Event == AuditEvents.Pruned);
            foreach (var anchor in known)
            {
                if (there.TryGetValue(name, out var chain) && chain.State != AuditChainState.Pruned ? (chain.Records, chain.LastHash) == (anchor.Seq, anchor.Hash) : pruned)
                {
                    continue;
                }
                problems.Add(new AuditProblem(
                    anchor.File, anchor.Line, 0,
                    chain is null
                        ? $"The chain '{name}' ended with seq {anchor.Seq} when this was recorded, and is gone"
                        : $"The chain '{name}' ended with seq {anchor.Seq} when this was recorded, and now ends with {chain.Records} or another hash",
                    AuditChainReader.Keep));
                break;
            }
        }
    }

    private sealed record Found(AuditChainReader Read, string Name, AuditProblem? Problem, bool Locked, bool Alive);
}
