using CodexMcp.Core.Execution;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Execution;

/// <summary>Writes of unknown end forbid the identical one until their end is known or a person settles them.</summary>
public abstract class WriteStoreTests(ICallStores stores) : CallStoreTests(stores)
{
    [Fact]
    public async Task Blocking_SentByAnotherProcess_IsFoundUntilItEnds()
    {
        var (_, here) = Open();
        var (_, there) = Open();
        var write = Calls.Write(Clock.GetUtcNow());
        await there.AddAsync(write, Token);

        Assert.True(here.MayHold);
        Assert.Equivalent(write, await Blocking(here), strict: true);
        Assert.Null(await here.FindBlockingAsync(Calls.Binding("another"), "asking", Clock.GetUtcNow(), Token));
        Assert.Null(await here.FindBlockingAsync(Calls.Binding("same"), "call-1", Clock.GetUtcNow(), Token));
        Assert.True(await there.EndAsync("call-1", WriteState.Ended, Token));
        Assert.False(await there.EndAsync("call-1", WriteState.Ambiguous, Token));
        Assert.Null(await Blocking(here));
    }

    [Fact]
    public async Task Settle_DidNotHappen_AllowsItAgain()
    {
        var (_, store) = Open();
        await store.AddAsync(Calls.Write(Clock.GetUtcNow()), Token);
        Assert.True(await store.EndAsync("call-1", WriteState.Ambiguous, Token));
        Assert.Equal(WriteState.Ambiguous, (await Blocking(store))!.State);

        Assert.True(await store.SettleAsync("call-1", happened: false, "carol", Clock.GetUtcNow(), Token));

        Assert.Null(await Blocking(store));
        Assert.Empty(await store.UnsettledAsync(Token));
        Assert.False(await store.SettleAsync("call-1", happened: true, "mallory", Clock.GetUtcNow(), Token));
    }

    [Fact]
    public async Task Settle_Happened_ForbidsTheRepeatForAWhile()
    {
        var (_, store) = Open();
        await store.AddAsync(Calls.Write(Clock.GetUtcNow()), Token);

        Assert.True(await store.SettleAsync("call-1", happened: true, "carol", Clock.GetUtcNow(), Token));

        var found = await Blocking(store);
        Assert.Equal((WriteState.Happened, "carol", Clock.GetUtcNow()), (found!.State, found.SettledBy, found.Settled));
        Clock.Move(TimeSpan.FromMinutes(10));
        Assert.Null(await Blocking(store));
    }

    [Fact]
    public async Task Settle_UnknownOrEnded_IsFalse()
    {
        var (_, store) = Open();
        await store.AddAsync(Calls.Write(Clock.GetUtcNow()), Token);
        await store.EndAsync("call-1", WriteState.Ended, Token);

        Assert.False(await store.SettleAsync("call-1", happened: true, "carol", Clock.GetUtcNow(), Token));
        Assert.False(await store.SettleAsync("call-2", happened: true, "carol", Clock.GetUtcNow(), Token));
    }

    [Fact]
    public async Task Add_KnownAlready_NeverReopensIt()
    {
        var (_, store) = Open();
        var write = Calls.Write(Clock.GetUtcNow());
        await store.AddAsync(write, Token);
        await store.AddAsync(write with { State = WriteState.Ambiguous }, Token);
        Assert.Equal(WriteState.Ambiguous, (await Blocking(store))!.State);
        await store.SettleAsync("call-1", happened: false, "carol", Clock.GetUtcNow(), Token);

        await store.AddAsync(write with { State = WriteState.Ambiguous }, Token);

        Assert.Null(await Blocking(store));
    }

    [Fact]
    public async Task Unsettled_SeveralStates_OldestOpenOnesFirst()
    {
        var (_, store) = Open();
        for (var number = 1; number <= 4; number++)
        {
            await store.AddAsync(Calls.Write(Clock.GetUtcNow(), $"call-{number}", $"key {number}"), Token);
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        await store.EndAsync("call-1", WriteState.Ended, Token);
        await store.EndAsync("call-3", WriteState.Ambiguous, Token);
        await store.SettleAsync("call-4", happened: true, "carol", Clock.GetUtcNow(), Token);

        Assert.Equal(["call-2", "call-3"], (await store.UnsettledAsync(Token)).Select(write => write.CallId));
    }

    private ValueTask<SentWrite?> Blocking(IWriteStore store) => store.FindBlockingAsync(Calls.Binding("same"), "asking", Clock.GetUtcNow() - TimeSpan.FromMinutes(10), Token);
}

public sealed class SqliteWriteStoreTests() : WriteStoreTests(new DatabaseCallStores(new SqliteTestDatabase()));

public sealed class PostgresWriteStoreTests() : WriteStoreTests(new DatabaseCallStores(new PostgresTestDatabase()));

public sealed class MemoryWriteStoreTests() : WriteStoreTests(new MemoryCallStores());
