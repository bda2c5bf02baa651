using CodexMcp.Core.Approvals;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Execution;

namespace CodexMcp.Storage.Tests.Support;

/// <summary>Where approvals and writes are kept: every kind of keeping holds to the same rules.</summary>
public interface ICallStores : IAsyncDisposable
{
    /// <summary>One more pair of stores over the same state, as another process has it.</summary>
    (IApprovalStore Approvals, IWriteStore Writes) Open(TimeProvider time);

    /// <summary>One more store of idempotency keys over the same state, with the writes beside it.</summary>
    (IKeptCallStore Kept, IWriteStore Writes) OpenKept(TimeProvider time);

    /// <summary>One more ledger over the same state.</summary>
    ICostStore OpenCosts(TimeProvider time);
}

internal sealed class DatabaseCallStores(ITestDatabase database) : ICallStores
{
    public (IApprovalStore Approvals, IWriteStore Writes) Open(TimeProvider time)
    {
        var store = database.Open(time);
        return (store.Approvals, store.Writes);
    }

    public (IKeptCallStore Kept, IWriteStore Writes) OpenKept(TimeProvider time)
    {
        var store = database.Open(time);
        return (store.Kept, store.Writes);
    }

    public ICostStore OpenCosts(TimeProvider time) => database.Open(time).Costs;

    public ValueTask DisposeAsync() => database.DisposeAsync();
}

/// <summary>There is one process only: everybody gets the same.</summary>
internal sealed class MemoryCallStores : ICallStores
{
    private readonly MemoryWrites writes = new();
    private readonly MemoryApprovals approvals;
    private readonly MemoryKeptCalls kept;
    private readonly MemoryCosts costs = new();

    public MemoryCallStores()
    {
        approvals = new(writes);
        kept = new(writes);
    }

    public (IApprovalStore Approvals, IWriteStore Writes) Open(TimeProvider time) => (approvals, writes);

    public (IKeptCallStore Kept, IWriteStore Writes) OpenKept(TimeProvider time) => (kept, writes);

    public ICostStore OpenCosts(TimeProvider time) => costs;

    public ValueTask DisposeAsync() => default;
}

public abstract class CallStoreTests(ICallStores stores) : IAsyncDisposable
{
    private protected TestClock Clock { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected (IApprovalStore Approvals, IWriteStore Writes) Open() => stores.Open(Clock);

    protected (IKeptCallStore Kept, IWriteStore Writes) OpenKept() => stores.OpenKept(Clock);

    protected ICostStore OpenCosts() => stores.OpenCosts(Clock);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await stores.DisposeAsync();
    }
}
