namespace CodexMcp.Core.Audit;

/// <summary>What a check of a whole trail found.</summary>
/// <param name="Chains">Every chain, in the order of their start.</param>
/// <param name="Problems">Everything that is wrong, the first bad record of each chain; empty for a sound trail.</param>
/// <param name="Remarks">What is worth knowing but is no sign of tampering, e.g. a line torn by a crash.</param>
public sealed record AuditVerification(
    IReadOnlyList<AuditChainSummary> Chains, IReadOnlyList<AuditProblem> Problems, IReadOnlyList<string> Remarks)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>The first bad record, or null.</summary>
    public AuditProblem? FirstBad => Problems.Count == 0 ? null : Problems[0];

    /// <summary>The number of sound records.</summary>
    public long Records => Chains.Sum(chain => chain.Records);
}

/// <summary>One chain: what one process wrote.</summary>
/// <param name="Chain">The chain's name, the start of its files' names.</param>
/// <param name="State">Whether and how it ended.</param>
/// <param name="Files">The number of files of records.</param>
/// <param name="Records">The number of sound records.</param>
/// <param name="LastHash">The last sound record's hash: keep it elsewhere, and a rewritten trail can be told from this one.</param>
/// <param name="LastTime">When the last sound record was written, or null when there is none.</param>
/// <param name="TornBytes">The bytes of a last line that a crash left unfinished.</param>
public sealed record AuditChainSummary(string Chain, AuditChainState State, int Files, long Records, string LastHash, DateTimeOffset? LastTime, long TornBytes);

/// <summary>Whether and how a chain ended.</summary>
public enum AuditChainState
{
    /// <summary>It ended in good order.</summary>
    Closed,

    /// <summary>Its process is alive.</summary>
    Alive,

    /// <summary>Its process died; the next one that starts looks into it.</summary>
    Unfinished,

    /// <summary>Its process died, and another chain recorded its end.</summary>
    Recovered,

    /// <summary>Its removal is on record; some of its files are still there.</summary>
    Pruned,

    /// <summary>Something is wrong with it.</summary>
    Broken,
}

/// <summary>Something wrong in the trail.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line from 1, or 0 for the file as a whole.</param>
/// <param name="Seq">The sequence number that stands there or should, or 0.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Next">What to do.</param>
public sealed record AuditProblem(string File, long Line, long Seq, string What, string Next)
{
    /// <summary><c>file:line: what. next</c></summary>
    public override string ToString() => $"{File}:{Line}: {What}. {Next}";
}
