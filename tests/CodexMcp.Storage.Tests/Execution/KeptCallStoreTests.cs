using CodexMcp.Core.Execution;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Execution;

/// <summary>An idempotency key is taken once among all processes, and its result stays for as long as it should.</summary>
public abstract class KeptCallStoreTests(ICallStores stores) : CallStoreTests(stores)
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Claim_ManyAtOnceInTwoProcesses_OneWins()
    {
        IKeptCallStore[] processes = [OpenKept().Kept, OpenKept().Kept];
        var won = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(
            async () => await processes[number % 2].ClaimAsync(Claim($"call-{number}"), Calls.Write(Clock.GetUtcNow(), $"call-{number}"), Clock.GetUtcNow(), Token), Token)));

        var winner = Assert.Single(Enumerable.Range(0, 100), number => won[number]);
        var (kept, writes) = OpenKept();
        Assert.True(kept.MayHold);
        Assert.Equal($"call-{winner}", (await Find(kept))!.CallId);
        Assert.Equal($"call-{winner}", Assert.Single(await writes.UnsettledAsync(Token)).CallId);
    }

    [Fact]
    public async Task Finish_Claimed_IsFoundByAnotherProcessUntilItExpires()
    {
        var (here, _) = OpenKept();
        var (there, writes) = OpenKept();
        var claim = Claim("call-1");
        await here.ClaimAsync(claim, Calls.Write(Clock.GetUtcNow()), Clock.GetUtcNow(), Token);
        var done = claim with { IsDone = true, Structured = """{"name":"żółw"}""", Text = "Made: żółw." };

        Assert.True(await here.FinishAsync(done, Token));

        Assert.Equal(done, await Find(there));
        Assert.Empty(await writes.UnsettledAsync(Token));
        Assert.False(await there.ClaimAsync(Claim("call-2"), null, Clock.GetUtcNow(), Token));
        Assert.False(await there.FinishAsync(done, Token));
        Clock.Move(Keep);
        Assert.Null(await Find(there));
        Assert.True(await there.ClaimAsync(Claim("call-2", "other"), null, Clock.GetUtcNow(), Token));
        Assert.Equal(("call-2", null), ((await Find(here))!.CallId, (await Find(here))!.Structured));
    }

    [Fact]
    public async Task Finish_NoLongerHeld_ChangesNothing()
    {
        var (kept, _) = OpenKept();
        var claim = Claim("call-1");
        await kept.ClaimAsync(claim, null, Clock.GetUtcNow(), Token);
        Clock.Move(Lease);
        Assert.True(await kept.ClaimAsync(Claim("call-2"), null, Clock.GetUtcNow(), Token));

        Assert.False(await kept.FinishAsync(claim with { IsDone = true, Structured = "{}" }, Token));
        await kept.ReleaseAsync(claim.Slot, "call-1", Token);

        Assert.Equal(("call-2", false), ((await Find(kept))!.CallId, (await Find(kept))!.IsDone));
    }

    [Fact]
    public async Task Release_Claimed_MayBeTakenByAnyArguments()
    {
        var (kept, writes) = OpenKept();
        await kept.ClaimAsync(Claim("call-1"), Calls.Write(Clock.GetUtcNow()), Clock.GetUtcNow(), Token);

        await kept.ReleaseAsync(Claim("call-1").Slot, "call-1", Token);

        Assert.Null(await Find(kept));
        Assert.Empty(await writes.UnsettledAsync(Token));
        Assert.True(await kept.ClaimAsync(Claim("call-2", "other"), null, Clock.GetUtcNow(), Token));
    }

    [Fact]
    public async Task Claim_LeftBehindWithAnOpenWrite_IsNeverTakenOver()
    {
        var (kept, writes) = OpenKept();
        await kept.ClaimAsync(Claim("call-1"), Calls.Write(Clock.GetUtcNow()), Clock.GetUtcNow(), Token);
        Clock.Move(Lease);
        Assert.False(await Again(kept));
        Clock.Move(Keep);
        Assert.False(await Again(kept));
        Assert.NotNull(await Find(kept));
        await writes.AddAsync(Calls.Write(Clock.GetUtcNow()) with { State = WriteState.Ambiguous }, Token);
        Assert.False(await Again(kept));
        await writes.SettleAsync("call-1", happened: false, "carol", Clock.GetUtcNow(), Token);

        Assert.True(await Again(kept));
    }

    [Fact]
    public async Task Claim_LeftBehindAndItHappened_StaysTaken()
    {
        var (kept, writes) = OpenKept();
        await kept.ClaimAsync(Claim("call-1"), Calls.Write(Clock.GetUtcNow()), Clock.GetUtcNow(), Token);
        await writes.SettleAsync("call-1", happened: true, "carol", Clock.GetUtcNow(), Token);
        Clock.Move(Lease);

        Assert.False(await Again(kept));
    }

    [Fact]
    public async Task Claim_LeftBehindByARepeatableWrite_IsTakenOverAfterItsLeaseByTheSameArgumentsOnly()
    {
        var (kept, _) = OpenKept();
        await kept.ClaimAsync(Claim("call-1"), null, Clock.GetUtcNow(), Token);
        Assert.False(await Again(kept));
        Clock.Move(Lease);
        Assert.False(await kept.ClaimAsync(Claim("call-2", "other"), null, Clock.GetUtcNow(), Token));

        Assert.True(await Again(kept));
    }

    [Fact]
    public async Task Claim_ManyExpired_AreForgotten()
    {
        var (kept, _) = OpenKept();
        for (var number = 0; number < 200; number++)
        {
            var claim = Claim($"call-{number}") with { Slot = Calls.Binding($"slot {number}") };
            Assert.True(await kept.ClaimAsync(claim, null, Clock.GetUtcNow(), Token));
            Assert.True(await kept.FinishAsync(claim with { IsDone = true, Structured = "{}" }, Token));
            Clock.Move(Keep / 50);
        }

        Assert.NotNull(await kept.FindAsync(Calls.Binding("slot 199"), Clock.GetUtcNow(), Token));
        Assert.Null(await kept.FindAsync(Calls.Binding("slot 100"), Clock.GetUtcNow(), Token));
        Assert.True(await kept.ClaimAsync(Claim("again") with { Slot = Calls.Binding("slot 1") }, null, Clock.GetUtcNow(), Token));
    }

    private ValueTask<bool> Again(IKeptCallStore kept) => kept.ClaimAsync(Claim("call-again"), null, Clock.GetUtcNow(), Token);

    private ValueTask<KeptCall?> Find(IKeptCallStore kept) => kept.FindAsync(Claim("").Slot, Clock.GetUtcNow(), Token);

    private KeptCall Claim(string callId, string arguments = "same") => new()
    {
        Slot = Calls.Binding("slot"),
        ArgumentsHash = Calls.Binding(arguments),
        CallId = callId,
        Lease = Clock.GetUtcNow() + Lease,
        Expires = Clock.GetUtcNow() + Keep,
    };
}

public sealed class SqliteKeptCallStoreTests() : KeptCallStoreTests(new DatabaseCallStores(new SqliteTestDatabase()));

public sealed class PostgresKeptCallStoreTests() : KeptCallStoreTests(new DatabaseCallStores(new PostgresTestDatabase()));

public sealed class MemoryKeptCallStoreTests() : KeptCallStoreTests(new MemoryCallStores());
