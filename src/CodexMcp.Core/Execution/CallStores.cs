using CodexMcp.Core.Approvals;

namespace CodexMcp.Core.Execution;

/// <summary>Where approvals and writes of unknown end are kept. Both in one place: a yes is spent and its write recorded in one step.</summary>
/// <param name="Approvals">The approvals.</param>
/// <param name="Writes">The writes.</param>
public sealed record CallStores(IApprovalStore Approvals, IWriteStore Writes)
{
    /// <summary>Stores that live and die with the process.</summary>
    public static CallStores InMemory()
    {
        var writes = new MemoryWrites();
        return new(new MemoryApprovals(writes), writes);
    }
}
