using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Approvals;

/// <summary>An approval from the asking to its end; whatever happens at once, it lets one call run.</summary>
public abstract class ApprovalStoreTests(ICallStores stores) : CallStoreTests(stores)
{
    [Fact]
    public async Task Ask_Review_IsFoundAsItWasAsked()
    {
        var (store, _) = Open();
        var asked = Calls.Approval(Clock.GetUtcNow(), needs: [new Reviewers("revops", 2), new Reviewers("security team", 1)]);

        Assert.Equal(asked.Id, (await store.AskAsync(asked, Token)).Id);

        var found = await Open().Approvals.FindAsync(asked.Id, Token);
        Assert.Equivalent(asked, found, strict: true);
        Assert.Equal(asked.MessageHash, found!.MessageHash);
        Assert.Null(await store.FindAsync(Guid.NewGuid().ToString("N"), Token));
    }

    [Fact]
    public async Task Ask_IdenticalReviewsAtOnce_ShareOne()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Open().Approvals).ToList();

        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            async () => await stores[number % 4].AskAsync(Calls.Approval(Clock.GetUtcNow()), Token), Token)));

        Assert.Single(asked.Select(approval => approval.Id).Distinct());
        Assert.Single(await stores[0].ListAsync(Clock.GetUtcNow(), all: true, 100, Token));
    }

    [Fact]
    public async Task Ask_OtherCall_IsAnotherReview()
    {
        var (store, _) = Open();
        var one = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), call: "one"), Token);
        var other = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), call: "other"), Token);

        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal(other.Id, (await store.StandingAsync(Calls.Binding("other"), Clock.GetUtcNow(), TimeSpan.FromMinutes(10), Token)).Open!.Id);
        Assert.Equal([one.Id, other.Id], (await store.ListAsync(Clock.GetUtcNow(), all: false, 10, Token)).Select(each => each.Id).Order(new ByAsked(one.Id)));
    }

    [Fact]
    public async Task Ask_EarlierReviewRanOut_IsANewOne()
    {
        var (store, _) = Open();
        var first = await store.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);
        Clock.Move(TimeSpan.FromMinutes(10));

        Assert.Null((await Standing(store)).Open);
        var second = await store.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second.Id, (await Standing(store)).Open!.Id);
    }

    [Fact]
    public async Task Vote_EnoughYes_ApprovesAndOthersFindIt()
    {
        var (store, _) = Open();
        var asked = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), needs: [new Reviewers("revops", 1), new Reviewers("security", 1)]), Token);

        var first = await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), "carol", groups: ["revops", "security"]), ReviewCount.Decide, Token);
        Assert.Equal((VoteOutcome.Taken, ApprovalState.Waiting), (first.Outcome, first.Approval!.State));
        Clock.Move(TimeSpan.FromSeconds(1));
        var second = await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), "dave"), ReviewCount.Decide, Token);

        Assert.Equal((VoteOutcome.Taken, ApprovalState.Approved), (second.Outcome, second.Approval!.State));
        var standing = await Standing(Open().Approvals);
        Assert.Equal(ApprovalState.Approved, standing.Open!.State);
        Assert.Equal(["carol", "dave"], standing.Open.Votes.Select(vote => vote.Approver));
        Assert.Equal(["revops", "security"], standing.Open.Votes[0].Groups);
    }

    [Fact]
    public async Task Vote_SamePersonAgainOrAtOnce_CountsOnce()
    {
        var (store, _) = Open();
        var other = Open().Approvals;
        var asked = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), needs: new Reviewers("revops", 2)), Token);

        var votes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(
            async () => await (number % 2 == 0 ? store : other).VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token), Token)));

        Assert.Single(votes, vote => vote.Outcome == VoteOutcome.Taken);
        Assert.Equal(9, votes.Count(vote => vote.Outcome == VoteOutcome.Repeated));
        Assert.Equal(ApprovalState.Waiting, (await store.FindAsync(asked.Id, Token))!.State);
    }

    [Fact]
    public async Task Vote_TenPeopleAtOnce_ApproveExactlyWhenEnoughDid()
    {
        var stores = new[] { Open().Approvals, Open().Approvals };
        var asked = await stores[0].AskAsync(Calls.Approval(Clock.GetUtcNow(), needs: new Reviewers("revops", 3)), Token);

        var votes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(
            async () => await stores[number % 2].VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), $"p{number}"), ReviewCount.Decide, Token), Token)));

        Assert.Equal(3, votes.Count(vote => vote.Outcome == VoteOutcome.Taken));
        Assert.Equal(7, votes.Count(vote => vote.Outcome == VoteOutcome.Closed));
        var found = await stores[1].FindAsync(asked.Id, Token);
        Assert.Equal((ApprovalState.Approved, 3), (found!.State, found.Votes.Count));
    }

    [Fact]
    public async Task Vote_OneNo_EndsItAndIsRemembered()
    {
        var (store, _) = Open();
        var asked = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), needs: new Reviewers("revops", 2)), Token);

        await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), "carol"), ReviewCount.Decide, Token);
        var no = await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), "dave", approves: false), ReviewCount.Decide, Token);
        var late = await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow(), "erin"), ReviewCount.Decide, Token);

        Assert.Equal(ApprovalState.Declined, no.Approval!.State);
        Assert.Equal(VoteOutcome.Closed, late.Outcome);
        Assert.Null((await Standing(store)).Open);
        Assert.Equal("Not this quarter.", (await Standing(store)).Declined!.Votes.Single(vote => !vote.Approves).Comment);
        Assert.False(await Consume(store, asked, ApprovalWay.Review));
        Clock.Move(TimeSpan.FromMinutes(10));
        Assert.Null((await Standing(store)).Declined);
    }

    [Fact]
    public async Task Vote_UnknownExpiredOrQuestion_IsNotTaken()
    {
        var (store, _) = Open();
        var question = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), ApprovalWay.Question), Token);
        var review = await store.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);
        Clock.Move(TimeSpan.FromMinutes(10));

        Assert.Equal(VoteOutcome.Unknown, (await store.VoteAsync("nothing", Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token)).Outcome);
        Assert.Equal(VoteOutcome.Unknown, (await store.VoteAsync(question.Id, Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token)).Outcome);
        Assert.Equal(VoteOutcome.Closed, (await store.VoteAsync(review.Id, Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token)).Outcome);
    }

    [Theory]
    [InlineData(ApprovalWay.Question)]
    [InlineData(ApprovalWay.Review)]
    public async Task Consume_ThousandAtOnceOverFourProcesses_OneWins(ApprovalWay way)
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToList();
        var asked = await Approved(stores[0].Approvals, way);

        var won = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(
            async () => await stores[number % 4].Approvals.ConsumeAsync(
                new Consumption(asked.Id, asked.Binding, way, $"call-{number}", Clock.GetUtcNow(), Calls.Write(Clock.GetUtcNow(), $"call-{number}")), Token), Token)));

        var winner = Array.IndexOf(won, true);
        Assert.Equal(1, won.Count(each => each));
        var found = await stores[1].Approvals.FindAsync(asked.Id, Token);
        Assert.Equal((ApprovalState.Consumed, $"call-{winner}"), (found!.State, found.ConsumedBy));
        Assert.Equal($"call-{winner}", Assert.Single(await stores[2].Writes.UnsettledAsync(Token)).CallId);
    }

    [Fact]
    public async Task Consume_NotWhatWasApproved_IsFalse()
    {
        var (store, _) = Open();
        var review = await Approved(store, ApprovalWay.Review);
        var waiting = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), call: "waiting"), Token);
        var question = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), ApprovalWay.Question, call: "question"), Token);

        Assert.False(await Consume(store, review with { Binding = Calls.Binding("another call") }, ApprovalWay.Review));
        Assert.False(await Consume(store, review with { Id = Guid.NewGuid().ToString("N") }, ApprovalWay.Review));
        Assert.False(await Consume(store, review, ApprovalWay.Question));
        Assert.False(await Consume(store, waiting, ApprovalWay.Review));
        Assert.False(await Consume(store, waiting, ApprovalWay.Question));
        Assert.False(await Consume(store, question, ApprovalWay.Review));
        Assert.Empty(await Open().Writes.UnsettledAsync(Token));

        Assert.True(await Consume(store, review, ApprovalWay.Review));
        Assert.True(await Consume(store, question, ApprovalWay.Question));
    }

    [Theory]
    [InlineData(ApprovalWay.Question, 10 * 60)]
    [InlineData(ApprovalWay.Review, 10 * 60)]
    [InlineData(ApprovalWay.Question, 24 * 3600)]
    [InlineData(ApprovalWay.Question, -31)]
    [InlineData(ApprovalWay.Review, -31)]
    [InlineData(ApprovalWay.Review, -24 * 3600)]
    public async Task Consume_ClockJumps_IsFalse(ApprovalWay way, int seconds)
    {
        var (store, _) = Open();
        var asked = await Approved(store, way);

        Clock.Move(TimeSpan.FromSeconds(seconds));

        Assert.False(await Consume(store, asked, way));
        Assert.Null((await Standing(store)).Open);
    }

    [Theory]
    [InlineData(ApprovalState.Declined)]
    [InlineData(ApprovalState.Void)]
    public async Task Close_Open_EndsItOnceForAll(ApprovalState state)
    {
        var (store, _) = Open();
        var asked = await Approved(store, ApprovalWay.Review);

        Assert.True(await Open().Approvals.CloseAsync(asked.Id, state, Clock.GetUtcNow(), Token));
        Assert.False(await store.CloseAsync(asked.Id, ApprovalState.Void, Clock.GetUtcNow(), Token));

        Assert.False(await Consume(store, asked, ApprovalWay.Review));
        Assert.Equal(state, (await store.FindAsync(asked.Id, Token))!.State);
        Assert.Equal(state == ApprovalState.Declined, (await Standing(store)).Declined is not null);
    }

    [Fact]
    public async Task Close_Consumed_IsFalse()
    {
        var (store, _) = Open();
        var asked = await Approved(store, ApprovalWay.Question);
        Assert.True(await Consume(store, asked, ApprovalWay.Question));

        Assert.False(await store.CloseAsync(asked.Id, ApprovalState.Declined, Clock.GetUtcNow(), Token));
    }

    [Fact]
    public async Task List_OpenAndAll_AreBoundedAndInOrder()
    {
        var (store, _) = Open();
        for (var number = 0; number < 5; number++)
        {
            await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), call: $"call {number}"), Token);
            Clock.Move(TimeSpan.FromMinutes(1));
        }

        await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), ApprovalWay.Question), Token);
        Clock.Move(TimeSpan.FromMinutes(6));

        var open = await store.ListAsync(Clock.GetUtcNow(), all: false, 100, Token);
        var all = await store.ListAsync(Clock.GetUtcNow(), all: true, 4, Token);
        Assert.Equal([Calls.Binding("call 2"), Calls.Binding("call 3"), Calls.Binding("call 4")], open.Select(each => each.Binding));
        Assert.Equal(4, all.Count);
        Assert.Equal(ApprovalWay.Question, all[0].Way);
    }

    private Task<StandingApprovals> Standing(IApprovalStore store) =>
        store.StandingAsync(Calls.Binding("update 001"), Clock.GetUtcNow(), TimeSpan.FromMinutes(10), Token).AsTask();

    private ValueTask<bool> Consume(IApprovalStore store, Approval approval, ApprovalWay way) =>
        store.ConsumeAsync(new Consumption(approval.Id, approval.Binding, way, "call", Clock.GetUtcNow(), null), Token);

    private async Task<Approval> Approved(IApprovalStore store, ApprovalWay way)
    {
        var asked = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), way), Token);
        if (way == ApprovalWay.Review)
        {
            Assert.Equal(ApprovalState.Approved, (await store.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token)).Approval!.State);
        }

        return asked;
    }

    /// <summary>Two that were asked at one instant have no order between them.</summary>
    private sealed class ByAsked(string first) : IComparer<string>
    {
        public int Compare(string? x, string? y) => (x == first ? 0 : 1) - (y == first ? 0 : 1);
    }
}

public sealed class SqliteApprovalStoreTests() : ApprovalStoreTests(new DatabaseCallStores(new SqliteTestDatabase()));

public sealed class PostgresApprovalStoreTests() : ApprovalStoreTests(new DatabaseCallStores(new PostgresTestDatabase()));

public sealed class MemoryApprovalStoreTests() : ApprovalStoreTests(new MemoryCallStores());
