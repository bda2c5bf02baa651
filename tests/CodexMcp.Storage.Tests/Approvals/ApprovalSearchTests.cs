using CodexMcp.Core.Approvals;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Approvals;

/// <summary>Finding approvals: by state at a time, by text, by time, in pages.</summary>
public abstract class ApprovalSearchTests(ICallStores stores) : CallStoreTests(stores)
{
    [Fact]
    public async Task Search_ByState_LooksAtTheClock()
    {
        var store = Open().Approvals;
        var waiting = await AskAsync(store, "one");
        var declined = await AskAsync(store, "two");
        await store.VoteAsync(declined, Calls.Vote(Clock.GetUtcNow(), approves: false), ReviewCount.Decide, Token);
        var approved = await AskAsync(store, "three");
        await store.VoteAsync(approved, Calls.Vote(Clock.GetUtcNow()), ReviewCount.Decide, Token);

        Assert.Equal([waiting], await IdsAsync(store, new() { Now = Clock.GetUtcNow(), State = ApprovalState.Waiting }));
        Assert.Equal([approved], await IdsAsync(store, new() { Now = Clock.GetUtcNow(), State = ApprovalState.Approved }));
        Assert.Empty(await IdsAsync(store, new() { Now = Clock.GetUtcNow(), State = ApprovalState.Expired }));
        var page = await store.SearchAsync(new() { Now = Clock.GetUtcNow(), State = ApprovalState.Declined }, Token);
        Assert.Equal(declined, Assert.Single(page.Items).Id);
        Assert.False(Assert.Single(page.Items[0].Votes).Approves);
        Assert.Null(page.Next);

        var later = Clock.GetUtcNow() + TimeSpan.FromHours(1);
        Assert.Empty(await IdsAsync(store, new() { Now = later, State = ApprovalState.Waiting }));
        Assert.Equal([approved, waiting], await IdsAsync(store, new() { Now = later, State = ApprovalState.Expired }));
    }

    [Fact]
    public async Task Search_InPages_GivesEachOnceAlsoWhenOthersCome()
    {
        var store = Open().Approvals;
        var all = new List<string>();
        for (var number = 0; number < 25; number++)
        {
            all.Insert(0, await AskAsync(store, $"call {number}"));
        }

        var seen = new List<string>();
        ApprovalPlace? after = null;
        do
        {
            var page = await store.SearchAsync(new() { Now = Clock.GetUtcNow(), After = after, Most = 10 }, Token);
            seen.AddRange(page.Items.Select(approval => approval.Id));
            after = page.Next;
            await AskAsync(store, $"newer than {seen.Count}");
        }
        while (after is not null);

        Assert.Equal(all, seen);
    }

    [Theory]
    [InlineData("UPDATE 00%", true)]
    [InlineData("update", true)]
    [InlineData("100_", false)]
    [InlineData("100%.", true)]
    [InlineData("\\ and", true)]
    [InlineData("' OR '1'='1", false)]
    [InlineData("SALESFORCE_update", true)]
    [InlineData("salesforce-update", false)]
    [InlineData("alice", true)]
    [InlineData("sales", true)]
    public async Task Search_ByText_TakesItLiterally(string text, bool found)
    {
        var store = Open().Approvals;
        var id = await AskAsync(store, "update 00%");

        Assert.Equal(found ? [id] : [], await IdsAsync(store, new() { Now = Clock.GetUtcNow(), Text = text }));
        Assert.Equal([id], await IdsAsync(store, new() { Now = Clock.GetUtcNow(), Text = id[4..] }));
    }

    [Fact]
    public async Task Search_ByTimeAndWay_GivesThose()
    {
        var store = Open().Approvals;
        var start = Clock.GetUtcNow();
        var first = await AskAsync(store, "one");
        var question = Calls.Approval(Clock.GetUtcNow(), ApprovalWay.Question, "two");
        await store.AskAsync(question, Token);
        Clock.Move(TimeSpan.FromSeconds(1));

        Assert.Equal([first], await IdsAsync(store, new() { Now = start, Until = start + TimeSpan.FromSeconds(1) }));
        Assert.Equal([question.Id], await IdsAsync(store, new() { Now = start, From = start + TimeSpan.FromSeconds(1) }));
        Assert.Equal([question.Id], await IdsAsync(store, new() { Now = start, Way = ApprovalWay.Question }));
        Assert.Equal([first], await IdsAsync(store, new() { Now = start, Way = ApprovalWay.Review }));
    }

    private async Task<string> AskAsync(IApprovalStore store, string call)
    {
        var asked = await store.AskAsync(Calls.Approval(Clock.GetUtcNow(), call: call), Token);
        Clock.Move(TimeSpan.FromSeconds(1));
        return asked.Id;
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(IApprovalStore store, ApprovalFilter filter) =>
        [.. (await store.SearchAsync(filter, Token)).Items.Select(approval => approval.Id)];
}

public sealed class SqliteApprovalSearchTests() : ApprovalSearchTests(new DatabaseCallStores(new SqliteTestDatabase()));

public sealed class PostgresApprovalSearchTests() : ApprovalSearchTests(new DatabaseCallStores(new PostgresTestDatabase()));

public sealed class MemoryApprovalSearchTests() : ApprovalSearchTests(new MemoryCallStores());
