using CodexMcp.Core.Approvals;
using CodexMcp.Core.Notices;
using CodexMcp.Core.Roles;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Notices;

/// <summary>What people are to be told of: it follows from the approvals, is one replica's at a time, and ends once.</summary>
public abstract class NoticeTests(ITestDatabase database) : StoreTests(database)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task TakeDue_EachEvent_ComesOnceToOneOfManyReplicas()
    {
        var store = Open();
        Assert.Empty(await TakeAsync(store));
        var asked = await store.Approvals.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);
        await store.Approvals.AskAsync(Calls.Approval(Clock.GetUtcNow(), ApprovalWay.Question, "a question"), Token);
        var replicas = Enumerable.Range(0, 8).Select(_ => Open()).ToList();

        var taken = (await Task.WhenAll(replicas.Select(replica => Task.Run(() => TakeAsync(replica).AsTask(), Token)))).SelectMany(all => all).ToList();
        Assert.Equal(new Notice(asked.Id, "asked", 1), Assert.Single(taken));

        await store.Approvals.EscalateAsync(asked.Id, Clock.GetUtcNow(), Token);
        Assert.Equal("escalated", Assert.Single(await TakeAsync(store)).Event);
        await store.Approvals.VoteAsync(asked.Id, Calls.Vote(Clock.GetUtcNow()) with { Overrides = true }, ReviewCount.Decide, Token);
        Assert.Equal("overridden", Assert.Single(await TakeAsync(store)).Event);
        Assert.Empty(await TakeAsync(store));
    }

    [Fact]
    public async Task TakeDue_WhoTookItDied_ComesAgainAfterTheLease()
    {
        var store = Open();
        await store.Approvals.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);
        await TakeAsync(store);
        Clock.Move(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(await TakeAsync(store));
        Clock.Move(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Assert.Single(await TakeAsync(Open())).Tries);
    }

    [Fact]
    public async Task Settle_DoneOrAgain_EndsItOrPutsItOff()
    {
        var store = Open();
        await store.Approvals.AskAsync(Calls.Approval(Clock.GetUtcNow()), Token);
        var notice = Assert.Single(await TakeAsync(store));
        await store.Notices.SettleAsync(notice, Clock.GetUtcNow() + TimeSpan.FromSeconds(5), Token);
        Assert.Empty(await TakeAsync(store));
        Clock.Move(TimeSpan.FromSeconds(5));
        notice = Assert.Single(await TakeAsync(store));
        await store.Notices.SettleAsync(notice, null, Token);
        Clock.Move(TimeSpan.FromMinutes(5));

        Assert.Empty(await TakeAsync(store));
    }

    private ValueTask<IReadOnlyList<Notice>> TakeAsync(StateStore store) => store.Notices.TakeDueAsync(Clock.GetUtcNow(), Lease, 20, Token);
}

public sealed class SqliteNoticeTests() : NoticeTests(new SqliteTestDatabase());

public sealed class PostgresNoticeTests() : NoticeTests(new PostgresTestDatabase());
