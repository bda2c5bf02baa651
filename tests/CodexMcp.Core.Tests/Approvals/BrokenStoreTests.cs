using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Stores;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Approvals;

/// <summary>A store that can't be reached has said no, whichever question it was; and calls that need no yes never ask it.</summary>
public sealed class BrokenStoreTests
{
    private const string Arguments = """{"id":"001"}""";

    [Theory]
    [InlineData("Standing", 0)]
    [InlineData("Ask", 0)]
    [InlineData("Find", 1)]
    [InlineData("Consume", 1)]
    public async Task CallAsync_StoreFails_IsDeniedAndNothingRuns(string fails, int answers)
    {
        var store = new BreakingApprovals();
        var kit = Kit(store);
        CallOutcome? asked = null;
        if (answers > 0)
        {
            asked = await kit.CallAsync("fake_put", Arguments);
        }

        store.Fails = fails;
        var outcome = await kit.CallAsync("fake_put", Arguments, reply: asked is null ? null : Pipeline.Kit.Yes(asked));

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Contains("nobody's yes counts", outcome.Text, StringComparison.Ordinal);
        Assert.Empty(kit.Connector.Calls);
        Assert.Contains("the disk is full", kit.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the disk is full", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_StoreFailsWhileDeclining_IsStillANo()
    {
        var store = new BreakingApprovals();
        var kit = Kit(store);
        var asked = await kit.CallAsync("fake_put", Arguments);
        store.Fails = "Close";

        Assert.True((await kit.CallAsync("fake_put", Arguments, reply: Pipeline.Kit.Reply(asked, """{"decision":"decline"}"""))).IsError);
        store.Fails = "";
        Assert.True((await kit.CallAsync("fake_put", Arguments, reply: Pipeline.Kit.Yes(asked))).IsError);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_StoreCanNotBeMade_IsDenied()
    {
        var kit = new Kit(services => services with { Stores = () => throw new StoreUnavailableException("There is no folder.") }, Some.Write());

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Theory]
    [InlineData(ToolVerb.Read, ApprovalMode.Writes, false)]
    [InlineData(ToolVerb.Read, ApprovalMode.Approve, false)]
    [InlineData(ToolVerb.Write, ApprovalMode.Approve, true)]
    public async Task CallAsync_NoYesNeeded_NeverTouchesTheStore(ToolVerb verb, ApprovalMode mode, bool idempotent)
    {
        var kit = new Kit(
            services => services with { Stores = () => throw new InvalidOperationException("touched") },
            Some.Tool(Some.Definition("do", verb, idempotent: idempotent), mode));

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_do", Arguments)).Code);
    }

    [Fact]
    public async Task CallAsync_WriteGetsLostAndTheStoreFails_ThisProcessStillRefusesTheRepeat()
    {
        var writes = new BreakingWrites();
        var kit = new Kit(services => services with { Stores = () => new(new BreakingApprovals(), writes, new MemoryKeptCalls(new MemoryWrites()), new MemoryCosts()) }, Some.Tool(Some.Definition("put", ToolVerb.Write), ApprovalMode.Approve));
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");

        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", Arguments)).Code);

        Assert.Single(kit.Connector.Calls);
    }

    private static Kit Kit(BreakingApprovals store) => new(services => services with { Stores = () => new(store, store.Writes, new MemoryKeptCalls(store.Writes), new MemoryCosts()) }, Some.Write());

    private sealed class BreakingWrites : IWriteStore
    {
        public bool MayHold => false;

        public ValueTask<SentWrite?> FindBlockingAsync(string key, string callId, DateTimeOffset happenedSince, CancellationToken cancellationToken) => throw Full();

        public ValueTask AddAsync(SentWrite write, CancellationToken cancellationToken) => throw Full();

        public ValueTask<bool> EndAsync(string callId, WriteState state, CancellationToken cancellationToken) => throw Full();

        public ValueTask<bool> SettleAsync(string callId, bool happened, string by, DateTimeOffset at, CancellationToken cancellationToken) => throw Full();

        public ValueTask<IReadOnlyList<SentWrite>> UnsettledAsync(CancellationToken cancellationToken) => throw Full();
    }

    private static StoreUnavailableException Full() => new("the disk is full");

    private sealed class BreakingApprovals : IApprovalStore
    {
        private readonly MemoryApprovals inner;

        public BreakingApprovals() => inner = new(Writes);

        public MemoryWrites Writes { get; } = new();

        public string Fails { get; set; } = "";

        private MemoryApprovals this[string method] => Fails == method ? throw Full() : inner;

        public ValueTask<Approval> AskAsync(Approval asked, CancellationToken cancellationToken) => this["Ask"].AskAsync(asked, cancellationToken);

        public ValueTask<StandingApprovals> StandingAsync(string binding, DateTimeOffset now, TimeSpan memory, CancellationToken cancellationToken) =>
            this["Standing"].StandingAsync(binding, now, memory, cancellationToken);

        public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken) => this["Find"].FindAsync(id, cancellationToken);

        public ValueTask<IReadOnlyList<Approval>> ListAsync(DateTimeOffset now, bool all, int most, CancellationToken cancellationToken) => inner.ListAsync(now, all, most, cancellationToken);

        public ValueTask<ApprovalPage> SearchAsync(ApprovalFilter filter, CancellationToken cancellationToken) => inner.SearchAsync(filter, cancellationToken);

        public ValueTask<int> CountAskedAsync(string role, string principal, DateTimeOffset since, CancellationToken cancellationToken) => this["Count"].CountAskedAsync(role, principal, since, cancellationToken);

        public ValueTask<bool> EscalateAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => this["Escalate"].EscalateAsync(id, at, cancellationToken);

        public ValueTask<VoteResult> VoteAsync(string id, Vote vote, Func<Approval, ApprovalState> decide, CancellationToken cancellationToken) => inner.VoteAsync(id, vote, decide, cancellationToken);

        public ValueTask<bool> CloseAsync(string id, ApprovalState state, DateTimeOffset at, CancellationToken cancellationToken) => this["Close"].CloseAsync(id, state, at, cancellationToken);

        public ValueTask<bool> ConsumeAsync(Consumption consumption, CancellationToken cancellationToken) => this["Consume"].ConsumeAsync(consumption, cancellationToken);
    }
}
