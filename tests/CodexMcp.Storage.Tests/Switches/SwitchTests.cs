using CodexMcp.Core.Access;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Switches;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Switches;

/// <summary>Kill switches over a real database, with two replicas whose calls they stop.</summary>
public abstract class SwitchTests : StoreTests
{
    private readonly FakeClock clock = new();

    protected SwitchTests(ITestDatabase database)
        : base(database)
    {
    }

    [Theory]
    [InlineData(SwitchKind.Role, "sales")]
    [InlineData(SwitchKind.Connector, "fake")]
    [InlineData(SwitchKind.Tool, "fake_get")]
    [InlineData(SwitchKind.Principal, "local:alice")]
    [InlineData(SwitchKind.Principal, "LOCAL:Alice")]
    [InlineData(SwitchKind.Principal, "alice")]
    public async Task Off_ByAnyKind_StopsEveryReplicaWithinASecondAndOnLetsItRunAgain(SwitchKind kind, string name)
    {
        Replica[] replicas = [new(Open(), clock), new(Open(), clock)];
        foreach (var replica in replicas)
        {
            Assert.Equal(OutcomeCode.Succeeded, (await replica.Kit.CallAsync("fake_get", cancellationToken: Token)).Code);
        }

        Assert.True((await replicas[0].Desk.ThrowAsync(Carol, kind, name, on: false, "It \u202Emisbehaves.", Token)).Done);

        await StoppedAsync(replicas[0]); // at once where it was thrown
        clock.Advance(SwitchBoard.Freshness);
        await StoppedAsync(replicas[1]);
        var thrown = replicas[0].Kit.Audit.Entries.Single(entry => entry.Event == AuditEvents.SwitchedOff);
        Assert.Equal(("key:carol", "thrown", "It \\u202emisbehaves."), (thrown.Principal, thrown.Outcome, thrown.Reason));
        Assert.Contains(AuditEvents.SwitchedOff, replicas[0].Kit.Audit.Durable);

        Assert.True((await replicas[1].Desk.ThrowAsync(Carol, kind, name, on: true, "It is mended.", Token)).Done);
        clock.Advance(SwitchBoard.Freshness);
        foreach (var replica in replicas)
        {
            Assert.Equal(OutcomeCode.Succeeded, (await replica.Kit.CallAsync("fake_get", cancellationToken: Token)).Code);
        }
    }

    [Theory]
    [InlineData(SwitchKind.Role, "support")]
    [InlineData(SwitchKind.Connector, "fake_get")]
    [InlineData(SwitchKind.Tool, "fake")]
    [InlineData(SwitchKind.Tool, "fake_put")]
    [InlineData(SwitchKind.Principal, "local:bob")]
    [InlineData(SwitchKind.Principal, "oidc:alice")]
    [InlineData(SwitchKind.Principal, "sales")]
    public async Task Off_OfSomethingElse_StopsNothing(SwitchKind kind, string name)
    {
        var replica = new Replica(Open(), clock);
        await replica.Desk.ThrowAsync(Carol, kind, name, on: false, "Why not.", Token);

        Assert.Equal(OutcomeCode.Succeeded, (await replica.Kit.CallAsync("fake_get", cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Off_Twice_KeepsWhoWasFirst()
    {
        var desk = new Replica(Open(), clock).Desk;

        Assert.True((await desk.ThrowAsync(Carol, SwitchKind.Tool, "fake_get", on: false, "First.", Token)).Done);
        Assert.False((await desk.ThrowAsync(Key("dave"), SwitchKind.Tool, "fake_get", on: false, "Second.", Token)).Done);
        var off = Assert.Single(await Open().Switches.ListAsync(Token));
        Assert.Equal(("key:carol", "First.", clock.GetUtcNow()), (off.By, off.Reason, off.At));
        Assert.True((await desk.ThrowAsync(Carol, SwitchKind.Tool, "fake_get", on: true, "Done.", Token)).Done);
        Assert.False((await desk.ThrowAsync(Carol, SwitchKind.Tool, "fake_get", on: true, "Done.", Token)).Done);
        Assert.Empty(await Open().Switches.ListAsync(Token));
    }

    [Fact]
    public async Task Off_WhileAPersonIsAsked_StopsTheAnsweredCall()
    {
        var replica = new Replica(Open(), clock);
        var asked = await replica.Kit.CallAsync("fake_put", cancellationToken: Token);
        await replica.Desk.ThrowAsync(Carol, SwitchKind.Connector, "fake", on: false, "Stop.", Token);

        var outcome = await replica.Kit.CallAsync("fake_put", reply: Kit.Yes(asked), cancellationToken: Token);

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Empty(replica.Kit.Connector.Calls);
    }

    [Fact]
    public async Task Off_WhileACallIsJudged_StopsItBeforeItIsSent()
    {
        var replica = new Replica(Open(), clock);
        replica.Kit.Connector.OnGuard = _ =>
        {
            replica.Desk.ThrowAsync(Carol, SwitchKind.Tool, "fake_get", on: false, "Stop.", Token).AsTask().GetAwaiter().GetResult();
            return Abstractions.GuardVerdict.Pass;
        };

        Assert.Equal(OutcomeCode.Denied, (await replica.Kit.CallAsync("fake_get", cancellationToken: Token)).Code);
        Assert.Empty(replica.Kit.Connector.Calls);
    }

    [Theory]
    [InlineData("no reason")]
    [InlineData("a name with a hidden character")]
    [InlineData("an empty name")]
    [InlineData("oneself")]
    public async Task Throw_WithoutTheRightTo_IsRefusedAndRecorded(string how)
    {
        var replica = new Replica(Open(), clock);
        var (key, kind, name, on, reason) = how switch
        {
            "no reason" => (Carol, SwitchKind.Tool, "fake_get", false, " "),
            "a name with a hidden character" => (Carol, SwitchKind.Tool, "fake\u200B_get", false, "Why."),
            "an empty name" => (Carol, SwitchKind.Tool, "", false, "Why."),
            _ => (Carol, SwitchKind.Principal, "local:carol", true, "Why."),
        };

        var answer = await replica.Desk.ThrowAsync(key, kind, name, on, reason, Token);

        Assert.False(answer.Done);
        Assert.Equal("refused", replica.Kit.Audit.Last.Outcome);
        Assert.Empty(await Open().Switches.ListAsync(Token));
    }

    [Fact]
    public void Approver_OfAnAgentsKey_IsNone() => Assert.Throws<ArgumentException>(() => Approver.Of(
        new() { Prefix = "cmk_carol", Kind = ApiKeyKind.Agent, Principal = "key:carol", Roles = [], Created = DateTimeOffset.UnixEpoch }));

    private static Approver Carol { get; } = Key("carol");

    private static Approver Key(string name) => new($"key:{name}", "cmk_" + name);

    private static async Task StoppedAsync(Replica replica)
    {
        var before = replica.Kit.Connector.Calls.Count;
        var outcome = await replica.Kit.CallAsync("fake_get", cancellationToken: Token);
        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Contains("switched off", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("It \\u202emisbehaves.", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(before, replica.Kit.Connector.Calls.Count);
    }

    private sealed class Replica
    {
        public Replica(StateStore store, FakeClock clock)
        {
            var board = new SwitchBoard(() => store.MayHold, () => store.Switches, clock);
            Kit = new Kit(services => services with { Time = clock, Switches = board, Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs) }, Some.Read(), Some.Write());
            Desk = new SwitchDesk(store.Switches, board, Kit.Audit, clock);
        }

        public Kit Kit { get; }

        public SwitchDesk Desk { get; }
    }
}

public sealed class SqliteSwitchTests() : SwitchTests(new SqliteTestDatabase());

public sealed class PostgresSwitchTests() : SwitchTests(new PostgresTestDatabase());
