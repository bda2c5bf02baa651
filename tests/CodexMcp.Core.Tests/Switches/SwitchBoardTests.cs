using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Stores;
using CodexMcp.Core.Switches;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Switches;

/// <summary>What a process knows of the kill switches: how fresh, how often it asks, and what it does when nobody answers.</summary>
public sealed class SwitchBoardTests
{
    private readonly FakeClock clock = new();
    private readonly CountingStore store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_ManyCallsInASecond_AskTheStoreOnce()
    {
        var board = Board();
        for (var call = 0; call < 1_000; call++)
        {
            Assert.Null(await FindAsync(board));
        }

        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task Find_OldKnowledge_IsRenewedBesideTheCallAndNeverUsedAfterASecond()
    {
        var board = Board();
        await FindAsync(board);
        store.Off = [Off];
        clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Null(await FindAsync(board));
        Assert.Equal(1, store.Reads);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await FindAsync(board);
        Assert.Equal(2, store.Reads);
        Assert.NotNull(await FindAsync(board));

        store.Off = [];
        clock.Advance(SwitchBoard.Freshness);
        Assert.Null(await FindAsync(board));
    }

    [Fact]
    public async Task Find_WallClockJumps_ChangeNothing()
    {
        var board = Board();
        await FindAsync(board);
        store.Off = [Off];
        clock.SetWall(TimeSpan.FromDays(-400));
        clock.Advance(SwitchBoard.Freshness);

        Assert.NotNull(await FindAsync(board));
    }

    [Fact]
    public async Task Find_StoreNeverMade_IsNotOpened()
    {
        var board = new SwitchBoard(() => false, () => throw new InvalidOperationException("opened"), clock);

        Assert.Null(await FindAsync(board));
    }

    [Fact]
    public async Task Find_StoreThatAnswersLate_IsAskedOnceByAllAndStopsThemAfterTwoSeconds()
    {
        var board = Board();
        store.Hold = new();
        var waiting = Enumerable.Range(0, 20).Select(_ => FindAsync(board).AsTask()).ToList();
        Assert.Equal(1, store.Reads);

        clock.Advance(TimeSpan.FromSeconds(2));

        foreach (var one in waiting)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => one);
        }

        store.Hold.SetResult();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_StoreThatFails_IsDeniedUntilItAnswersAgain(bool known)
    {
        var kit = new Kit(services => services with { Time = clock, Switches = Board() }, Some.Read());
        if (known)
        {
            Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get", cancellationToken: Token)).Code);
        }

        store.Fault = new StoreUnavailableException("The store is locked.");
        clock.Advance(SwitchBoard.Freshness);
        var denied = await kit.CallAsync("fake_get", cancellationToken: Token);
        Assert.Equal(OutcomeCode.Denied, denied.Code);
        Assert.Contains("kill switches", denied.Text, StringComparison.Ordinal);
        Assert.Equal(known ? 1 : 0, kit.Connector.Calls.Count);

        store.Fault = null;
        clock.Advance(SwitchBoard.Freshness);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get", cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task Forget_WhileARead_IsUnderWay_DoesNotTakeItsAnswerForNews()
    {
        var board = Board();
        store.Hold = new();
        var first = FindAsync(board).AsTask();
        board.Forget();
        var held = store.Hold;
        store.Hold = null;
        store.Off = [Off];

        Assert.NotNull(await FindAsync(board));
        held.SetResult();
        await first;
        Assert.NotNull(await FindAsync(board));
    }

    private static Switch Off => new() { Kind = SwitchKind.Role, Name = "sales", Reason = "Stop.", By = "key:carol", At = DateTimeOffset.UnixEpoch };

    private static ValueTask<Switch?> FindAsync(SwitchBoard board) => board.FindAsync("sales", "fake", "fake_get", "local:alice");

    private SwitchBoard Board() => new(() => true, () => store, clock);

    private sealed class CountingStore : ISwitchStore
    {
        public int Reads { get; private set; }

        public IReadOnlyList<Switch> Off { get; set; } = [];

        public StoreUnavailableException? Fault { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public async ValueTask<IReadOnlyList<Switch>> ListAsync(CancellationToken cancellationToken)
        {
            Reads++;
            var found = Off;
            if (Hold is { } hold)
            {
                await hold.Task;
            }

            return Fault is null ? found : throw Fault;
        }

        public ValueTask<bool> OffAsync(Switch off, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> OnAsync(SwitchKind kind, string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
