using CodexMcp.Core.Approvals;
using CodexMcp.Core.Costs;

namespace CodexMcp.Core.Execution;

/// <summary>Where approvals, writes of unknown end and idempotency keys are kept. All in one place: a yes is spent, or a key taken, and the write recorded in one step.</summary>
/// <param name="Approvals">The approvals.</param>
/// <param name="Writes">The writes.</param>
/// <param name="Kept">What was done under idempotency keys.</param>
/// <param name="Costs">What calls cost.</param>
public sealed record CallStores(IApprovalStore Approvals, IWriteStore Writes, IKeptCallStore Kept, ICostStore Costs)
{
    /// <summary>Stores that live and die with the process.</summary>
    public static CallStores InMemory()
    {
        var writes = new MemoryWrites();
        return new(new MemoryApprovals(writes), writes, new MemoryKeptCalls(writes), new MemoryCosts());
    }
}
