using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Approvals;

/// <summary>Majorities, escalation, delegation, emergency override, voiding and the shared limit on asking: the pipeline and the desk over a real database.</summary>
public abstract class ReviewTermsTests : StoreTests
{
    private const string Arguments = """{"id":"001"}""";
    private readonly FakeClock clock = new();
    private readonly Groups groups = new(
    [
        new("revops", "Decide.", ["key:carol", "key:dave", "key:erin", "key:alice"]),
        new("security", "Decide late.", ["key:sam", "key:alice"]),
        new("incident", "Override.", ["key:ivy", "key:alice"]),
        new("sales", "Ask.", ["local:alice"]),
    ]);

    protected ReviewTermsTests(ITestDatabase database)
        : base(database)
    {
    }

    [Fact]
    public async Task Decline_ByMajority_OneNoDoesNotEndItTwoOfThreeDo()
    {
        var host = NewHost(new() { Majority = true }, 3);
        var asked = await host.AskAsync();

        var first = await host.Desk.VoteAsync(By("carol"), asked, false, "Too early.", Token);
        Assert.True(first.Taken);
        Assert.Equal(ApprovalState.Waiting, first.Approval!.State);
        await host.Desk.VoteAsync(By("dave"), asked, true, null, Token);
        var last = await host.Desk.VoteAsync(By("erin"), asked, false, null, Token);

        Assert.Equal(ApprovalState.Declined, last.Approval!.State);
        Assert.Equal(OutcomeCode.Declined, (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Escalation_BeforeItsTimeRefusesAndAfterItLetsTheOtherGroupDecide()
    {
        var host = NewHost(new() { EscalateAfter = TimeSpan.FromHours(2), EscalateTo = "security" });
        var asked = await host.AskAsync();
        var early = await host.Desk.VoteAsync(By("sam"), asked, true, null, Token);
        Assert.False(early.Taken);
        Assert.Contains("only from", early.Message, StringComparison.Ordinal);
        Assert.Empty(await host.Upkeep.EscalateAsync(Token));

        clock.Advance(TimeSpan.FromHours(2));
        var other = new ReviewUpkeep(Open().Approvals, host.Kit.Audit, clock);
        var told = await Task.WhenAll(host.Upkeep.EscalateAsync(Token).AsTask(), other.EscalateAsync(Token).AsTask());

        Assert.Single(told.SelectMany(all => all));
        Assert.Single(host.Kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalEscalated);
        Assert.Contains("security may decide in their place", (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Text, StringComparison.Ordinal);
        Assert.True((await host.Desk.VoteAsync(By("sam"), asked, true, null, Token)).Taken);
        Assert.Equal(OutcomeCode.Succeeded, (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Escalation_ByTheRepeatedCall_IsToldOnce()
    {
        var host = NewHost(new() { EscalateAfter = TimeSpan.FromHours(2), EscalateTo = "security" });
        await host.AskAsync();
        clock.Advance(TimeSpan.FromHours(3));

        await host.AskAsync();
        await host.AskAsync();

        Assert.Single(host.Kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalEscalated);
        Assert.Empty(await host.Upkeep.EscalateAsync(Token));
    }

    [Fact]
    public async Task Delegation_StandInDecidesOnceForBoth()
    {
        var host = NewHost(new(), 2);
        var asked = await host.AskAsync();
        Assert.Contains("in none of the groups", (await host.Desk.VoteAsync(By("zoe"), asked, true, null, Token)).Message, StringComparison.Ordinal);
        Assert.Null(await host.Delegations.SetAsync(By("carol"), "key:zoe", TimeSpan.FromDays(3), Token));

        var voted = await host.Desk.VoteAsync(By("zoe"), asked, true, null, Token);
        Assert.True(voted.Taken);
        Assert.Equal("key:carol", Assert.Single((await Open().Approvals.FindAsync(asked, Token))!.Votes).OnBehalfOf);
        Assert.Contains("a person counts once", (await host.Desk.VoteAsync(By("carol"), asked, true, null, Token)).Message, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Waiting, (await Open().Approvals.FindAsync(asked, Token))!.State);
        Assert.Equal(ApprovalState.Approved, (await host.Desk.VoteAsync(By("dave"), asked, true, null, Token)).Approval!.State);
    }

    [Theory]
    [InlineData("it ran out")]
    [InlineData("it was ended")]
    [InlineData("it is the requester's")]
    [InlineData("the delegator has voted")]
    [InlineData("it is passed on")]
    public async Task Delegation_ThatDoesNotHold_LetsNobodyDecide(string why)
    {
        var host = NewHost(new(), 2);
        var asked = await host.AskAsync();
        var from = By(why == "it is the requester's" ? "alice" : "carol");
        await host.Delegations.SetAsync(from, why == "it is passed on" ? "key:yan" : "key:zoe", TimeSpan.FromHours(1), Token);
        switch (why)
        {
            case "it ran out":
                clock.Advance(TimeSpan.FromHours(1));
                break;
            case "it was ended":
                Assert.True(await host.Delegations.EndAsync(from, Token));
                break;
            case "the delegator has voted":
                await host.Desk.VoteAsync(By("carol"), asked, true, null, Token);
                break;
            case "it is passed on":
                await host.Delegations.SetAsync(By("yan"), "key:zoe", TimeSpan.FromHours(1), Token);
                break;
        }

        Assert.False((await host.Desk.VoteAsync(By("zoe"), asked, true, null, Token)).Taken);
    }

    [Fact]
    public void Count_DelegatorAndStandInAtOnce_IsOnePerson()
    {
        var approval = Calls.Approval(clock.GetUtcNow()) with { Needs = [new("revops", 2)] };
        var carol = Calls.Vote(clock.GetUtcNow(), "key:carol");
        var zoe = Calls.Vote(clock.GetUtcNow(), "key:zoe") with { OnBehalfOf = "key:carol" };

        Assert.Equal(ApprovalState.Waiting, ReviewCount.Decide(approval with { Votes = [carol, zoe] }));
        Assert.Equal(ApprovalState.Waiting, ReviewCount.Decide(approval with { Votes = [zoe, carol] }));
        Assert.Equal(ApprovalState.Waiting, ReviewCount.Decide(approval with { Votes = [zoe, zoe with { Approver = "key:yan" }] }));
    }

    [Fact]
    public async Task Override_ByTheNamedGroup_ApprovesAloneAndIsToldLoudly()
    {
        var host = NewHost(new() { Emergency = "incident" }, 2);
        var asked = await host.AskAsync();

        var answer = await host.Desk.OverrideAsync(By("ivy"), asked, "The site is down.", Token);

        Assert.True(answer.Taken);
        Assert.Equal(OutcomeCode.Succeeded, (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
        var loud = Assert.Single(host.Kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalOverridden);
        Assert.Equal(("key:ivy", "The site is down."), (loud.Principal, loud.Reason));
        Assert.Contains(AuditEvents.ApprovalOverridden, host.Kit.Audit.Durable);
        Assert.Contains(host.Kit.Audit.Last.Notes!, note => note.Contains("emergency override", StringComparison.Ordinal));
        Assert.True(Assert.Single((await Open().Approvals.FindAsync(asked, Token))!.Votes).Overrides);
    }

    [Theory]
    [InlineData("carol", "Why.", "whose members alone may override")]
    [InlineData("ivy", " ", "needs a reason")]
    [InlineData("alice", "Why.", "nobody decides their own")]
    [InlineData("zoe", "Why.", "whose members alone may override")]
    [InlineData("ivy", "Why.", "names no group", false)]
    public async Task Override_WithoutTheRightTo_IsRefused(string who, string comment, string message, bool named = true)
    {
        var host = NewHost(named ? new() { Emergency = "incident" } : new());
        var asked = await host.AskAsync();
        await host.Delegations.SetAsync(By("ivy"), "key:zoe", TimeSpan.FromHours(1), Token); // an override is not delegated

        var answer = await host.Desk.OverrideAsync(By(who), asked, comment, Token);

        Assert.False(answer.Taken);
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.ApprovalPending, (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Vote_ByTheEmergencyGroup_IsNoOrdinaryVote()
    {
        var host = NewHost(new() { Emergency = "incident" });
        var asked = await host.AskAsync();

        Assert.False((await host.Desk.VoteAsync(By("ivy"), asked, true, "Why.", Token)).Taken);
    }

    [Theory]
    [InlineData("the role changed", ApprovalState.Void)]
    [InlineData("who asked lost the role", ApprovalState.Void)]
    [InlineData("another role changed", ApprovalState.Approved)]
    [InlineData("nothing changed", ApprovalState.Approved)]
    public async Task Void_ApprovedReview_AfterAChange(string change, ApprovalState expected)
    {
        var host = NewHost(new());
        var asked = await host.AskAsync();
        await host.Desk.VoteAsync(By("carol"), asked, true, null, Token);
        var now = change switch
        {
            "the role changed" => host.Kit.Profile with { Revision = new string('c', 64) },
            "another role changed" => host.Kit.Profile with { Role = "support", Revision = new string('c', 64) },
            _ => host.Kit.Profile,
        };

        await host.Upkeep.VoidAsync(now, change == "who asked lost the role" ? Groups.None : groups, Token);

        Assert.Equal(expected, (await Open().Approvals.FindAsync(asked, Token))!.State);
        Assert.Equal(expected == ApprovalState.Void, host.Kit.Audit.Entries.Any(entry => entry.Event == AuditEvents.ApprovalVoided));
        host.Kit.Profile = now;
        Assert.Equal(change == "nothing changed" ? OutcomeCode.Succeeded : OutcomeCode.ApprovalPending, (await host.Kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Ask_AgainAndAgainFromNewProcesses_IsLimitedByWhatAllOfThemAsked()
    {
        for (var call = 0; call < 40; call++)
        {
            var asked = await NewHost(new()).Kit.CallAsync("fake_put", $$"""{"id":"{{call}}"}""", cancellationToken: Token);
            Assert.Equal(OutcomeCode.ApprovalPending, asked.Code);
        }

        Assert.Equal(OutcomeCode.RateLimited, (await NewHost(new()).Kit.CallAsync("fake_put", """{"id":"more"}""", cancellationToken: Token)).Code);
        Assert.Equal(OutcomeCode.ApprovalPending, (await NewHost(new()).Kit.CallAsync("fake_put", """{"id":"more"}""", "local:bob", cancellationToken: Token)).Code);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(OutcomeCode.ApprovalPending, (await NewHost(new()).Kit.CallAsync("fake_put", """{"id":"more"}""", cancellationToken: Token)).Code);
    }

    private static Approver By(string name) => new("key:" + name, "cmk_" + name);

    private Host NewHost(RoleApprovals terms, int count = 1) => new(Open(), terms, count, groups, clock);

    private sealed class Host
    {
        public Host(StateStore store, RoleApprovals terms, int count, Groups groups, FakeClock clock)
        {
            var put = Some.Tool(Some.Definition("put", ToolVerb.Write), ApprovalMode.Review);
            var tool = new RoleTool(put.Definition) { Mode = put.Mode, ListedAt = put.ListedAt, ModeAt = put.ModeAt, Timeout = put.Timeout, Reviewers = [new("revops", count)] };
            Kit = new Kit(services => services with { Time = clock, Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs), Reviewers = new AsVoted() }, tool);
            Kit.Profile = Kit.Profile with { Approvals = terms };
            Desk = new(store.Approvals, () => groups, Kit.Audit, clock, store.Delegations);
            Delegations = new(store.Delegations, Kit.Audit, clock);
            Upkeep = new(store.Approvals, Kit.Audit, clock);
        }

        public Kit Kit { get; }

        public ReviewDesk Desk { get; }

        public DelegationDesk Delegations { get; }

        public ReviewUpkeep Upkeep { get; }

        public async Task<string> AskAsync()
        {
            var asked = await Kit.CallAsync("fake_put", Arguments, cancellationToken: Token);
            Assert.Equal(OutcomeCode.ApprovalPending, asked.Code);
            return asked.CallId;
        }
    }

    private sealed class AsVoted : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new([.. vote.Groups.Intersect(among)]);
    }
}

public sealed class SqliteReviewTermsTests() : ReviewTermsTests(new SqliteTestDatabase());

public sealed class PostgresReviewTermsTests() : ReviewTermsTests(new PostgresTestDatabase());
