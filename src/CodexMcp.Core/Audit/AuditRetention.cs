namespace CodexMcp.Core.Audit;

/// <summary>Removes whole chains that ended longer ago than the retention, and records what each of them ended with before it goes.</summary>
internal sealed class AuditRetention(IAuditDisk disk, TimeProvider clock, Func<AuditEntry, bool, ValueTask> append)
{
    // A record holds some 600 of them below its cap in the worst case.
    private const int ChainsPerRecord = 500;

    /// <summary>Runs to the end; gives the names of the chains removed. Chains that are alive, unfinished or broken stay.</summary>
    public async Task<IReadOnlyList<string>> ApplyAsync(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var before = clock.GetUtcNow().AddDays(-days);
        var (trail, anchors) = AuditVerifier.Verify(disk);
        var old = trail.Chains.Where(chain => chain.State is AuditChainState.Closed or AuditChainState.Recovered && chain.LastTime < before).ToList();
        var going = trail.Chains.Where(chain => chain.State == AuditChainState.Pruned).Concat(old).Select(chain => chain.Chain).ToHashSet(StringComparer.Ordinal);
        var ends = old.ConvertAll(chain => (chain.Chain, chain.Records, chain.LastHash));
        ends.AddRange(CarriedOn(anchors, going));
        foreach (var part in ends.Chunk(ChainsPerRecord))
        {
            await append(Record(part, days), true).ConfigureAwait(false);
        }
        foreach (var chain in going)
        {
            Remove(chain);
        }
        return [.. going.Order(StringComparer.Ordinal)];
    }

    /// <summary>Chains removed earlier whose removal only a chain that goes now has on record, while one that stays still names them.</summary>
    private static IEnumerable<(string Chain, long Seq, string Hash)> CarriedOn(Dictionary<string, List<AuditAnchor>> anchors, HashSet<string> going)
    {
        foreach (var (name, known) in anchors)
        {
            bool Stays(AuditAnchor anchor) => !going.Any(chain => anchor.File.StartsWith(chain, StringComparison.Ordinal));
            if (!going.Contains(name) && known.Find(anchor => anchor.Event == AuditEvents.Pruned) is { } pruned
                && known.Exists(anchor => anchor.Event != AuditEvents.Pruned && Stays(anchor))
                && !known.Exists(anchor => anchor.Event == AuditEvents.Pruned && Stays(anchor)))
            {
                yield return (name, pruned.Seq, pruned.Hash);
            }
        }
    }

    private static AuditEntry Record((string Chain, long Seq, string Hash)[] ends, int days) => new()
    {
        Event = AuditEvents.Pruned,
        Reason = $"These chains ended more than {days} days ago.",
        Details = AuditDetails.Create(json =>
        {
            json.WriteNumber("days"u8, days);
            json.WriteStartArray("chains"u8);
            foreach (var (chain, seq, hash) in ends)
            {
                json.WriteStartObject();
                AuditAnchor.Write(json, chain, seq, hash);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }),
    };

    private void Remove(string chain)
    {
        // The head last: what is left of an interrupted removal still names its chain.
        var files = disk.List().Where(name => AuditFileNames.TryParse(name, out var owner, out _) && owner == chain);
        foreach (var name in files.OrderBy(name => !name.EndsWith(AuditFileNames.Extension, StringComparison.Ordinal)))
        {
            disk.Delete(name);
        }
    }
}
