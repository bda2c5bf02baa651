using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Approvals;

/// <summary>A review is decided outside the conversation: the ticket says what waits, the identical call finds its approval, and it runs once.</summary>
public sealed class ReviewTests
{
    private const string Arguments = """{"id":"001","amount":5}""";

    private readonly CallStores stores = CallStores.InMemory();
    private readonly People people = new();
    private readonly Kit kit;

    public ReviewTests() => kit = new Kit(
        services => services with { Stores = () => stores, Reviewers = people },
        Reviewed("put", new Reviewers("revops", 1), new Reviewers("security", 1)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallAsync_FirstTime_SaysWhatWaitsForWhomUntilWhen()
    {
        var outcome = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.ApprovalPending, outcome.Code);
        Assert.Empty(kit.Connector.Calls);
        var approval = outcome.Structured.GetProperty("error").GetProperty("approval");
        Assert.Equal(outcome.CallId, approval.GetProperty("id").GetString());
        Assert.Equal(kit.Clock.GetUtcNow().AddHours(24), approval.GetProperty("expires").GetDateTimeOffset());
        Assert.Equal(["revops", "security"], approval.GetProperty("waiting_for").EnumerateArray().Select(need => need.GetProperty("group").GetString()));
        Assert.Contains("1 of revops and 1 of security", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("identical call again", outcome.Text, StringComparison.Ordinal);
        var asked = kit.Audit.Entries.Single(entry => entry.Event == AuditEvents.ApprovalAsked);
        Assert.Contains((await stores.Approvals.FindAsync(outcome.CallId, Token))!.MessageHash, asked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_AgainWhileWaiting_IsTheSameTicketWithoutAskingAgain()
    {
        var first = await kit.CallAsync("fake_put", Arguments);
        await VoteAsync(first, "carol", "revops");

        var second = await kit.CallAsync("fake_put", """{"amount":5.0,"id":"001"}""");

        Assert.Equal(OutcomeCode.ApprovalPending, second.Code);
        Assert.Equal(Ticket(first), Ticket(second));
        Assert.Contains("the yes of 1 of security is missing", second.Text, StringComparison.Ordinal);
        Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalAsked);
    }

    [Fact]
    public async Task CallAsync_Approved_RunsOnceThenStartsOver()
    {
        await ApprovedAsync();

        var ran = await kit.CallAsync("fake_put", Arguments);
        var again = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.Succeeded, ran.Code);
        Assert.Equal(OutcomeCode.ApprovalPending, again.Code);
        Assert.Single(kit.Connector.Calls);
        Assert.Contains(kit.Audit.Entries.Single(entry => entry.Event == AuditEvents.Intent).Notes!, note => note.Contains("by carol, dave", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CallAsync_AnythingDifferent_IsNotWhatWasApproved()
    {
        await ApprovedAsync();
        var profile = kit.Profile;

        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", """{"id":"001","amount":6}""")).Code);
        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments, principal: "local:bob")).Code);
        foreach (var changed in new[]
        {
            profile with { Revision = new string('c', 64) },
            profile with { Execution = profile.Execution with { Environment = "production" } },
        })
        {
            kit.Profile = changed;
            Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments)).Code);
        }

        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ApproverLostTheGroupOrTheKey_StartsOver()
    {
        await ApprovedAsync();
        people.Lost.Add("dave");

        var outcome = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.ApprovalPending, outcome.Code);
        Assert.Contains("1 of revops and 1 of security", outcome.Text, StringComparison.Ordinal);
        Assert.Contains(kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalVoided);
        people.Lost.Clear();
        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_NobodyCanTellWhoMayDecide_NeverRuns()
    {
        var alone = new Kit(services => services with { Stores = () => stores }, [.. kit.Profile.Tools]) { Profile = kit.Profile };
        await ApprovedAsync();

        Assert.Equal(OutcomeCode.ApprovalPending, (await alone.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(alone.Connector.Calls);
    }

    [Theory]
    [InlineData("local:alice")]
    [InlineData("alice")]
    [InlineData("oidc:example:Alice")]
    public async Task CallAsync_RequesterVotedToo_DoesNotCount(string self)
    {
        var first = await kit.CallAsync("fake_put", Arguments);
        await VoteAsync(first, self, "revops");
        await VoteAsync(first, "dave", "security");

        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_Declined_IsRememberedWithTheReason()
    {
        var first = await kit.CallAsync("fake_put", Arguments);
        await VoteAsync(first, "carol", "revops", approves: false, "Wrong account\u202e!");

        var second = await kit.CallAsync("fake_put", Arguments);

        Assert.Equal(OutcomeCode.Declined, second.Code);
        Assert.Contains("carol declined", second.Text, StringComparison.Ordinal);
        Assert.Contains("Wrong account", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', second.Text);
        kit.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ApprovalRanOut_StartsOver()
    {
        await ApprovedAsync();
        kit.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(OutcomeCode.ApprovalPending, (await kit.CallAsync("fake_put", Arguments)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ManyReviewsAskedFor_IsLimitedPerPrincipal()
    {
        var codes = new List<OutcomeCode>();
        for (var number = 0; number < 25; number++)
        {
            codes.Add((await kit.CallAsync("fake_put", $$"""{"id":"{{number}}"}""")).Code);
        }

        Assert.Equal(20, codes.Count(code => code == OutcomeCode.ApprovalPending));
        Assert.Equal(5, codes.Count(code => code == OutcomeCode.RateLimited));
    }

    [Fact]
    public async Task CallAsync_NoReviewersNamed_WaitsForTheOwner()
    {
        kit.Profile = Some.Profile(Reviewed("put"));

        Assert.Contains("1 of revops", (await kit.CallAsync("fake_put", Arguments)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_TooLongToShow_IsDeniedUnasked()
    {
        var outcome = await kit.CallAsync("fake_put", $$"""{"id":"{{new string('x', 100_000)}}"}""");

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Empty(await stores.Approvals.ListAsync(kit.Clock.GetUtcNow(), all: true, 10, Token));
    }

    private static RoleTool Reviewed(string action, params IReadOnlyList<Reviewers> reviewers) => new(Some.Definition(action, ToolVerb.Write))
    {
        Mode = ApprovalMode.Review,
        ListedAt = new("roles/test/role.yaml", 1, 1),
        ModeAt = new("roles/test/role.yaml", 1, 1),
        Timeout = TimeSpan.FromSeconds(30),
        Reviewers = reviewers,
    };

    private static string Ticket(CallOutcome outcome) => outcome.Structured.GetProperty("error").GetProperty("approval").GetProperty("id").GetString()!;

    private async Task ApprovedAsync()
    {
        var first = await kit.CallAsync("fake_put", Arguments);
        await VoteAsync(first, "carol", "revops");
        await VoteAsync(first, "dave", "security");
    }

    private async Task VoteAsync(CallOutcome asked, string approver, string group, bool approves = true, string? comment = null)
    {
        people.Groups[approver] = group;
        var vote = new Vote { Approver = approver, Credential = "key", Approves = approves, Groups = [group], Comment = comment, At = kit.Clock.GetUtcNow() };
        Assert.Equal(VoteOutcome.Taken, (await stores.Approvals.VoteAsync(Ticket(asked), vote, ReviewCount.Decide, Token)).Outcome);
    }

    /// <summary>Each person is in one group, until they are lost.</summary>
    private sealed class People : IReviewers
    {
        public Dictionary<string, string> Groups { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Lost { get; } = new(StringComparer.Ordinal);

        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) =>
            new(Lost.Contains(vote.Approver) ? [] : [Groups[vote.Approver]]);
    }
}
