using CodexMcp.Abstractions;
using CodexMcp.Core.Costs;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Costs;

/// <summary>A day's money is held once among all processes, is put right afterwards, and comes back from calls that died.</summary>
public abstract class CostStoreTests(ICallStores stores) : CallStoreTests(stores)
{
    private static readonly CostBudgets Budgets = new(new CostLimit(10, null), new CostLimit(15, 1_000));

    [Fact]
    public async Task Hold_ManyAtOnceInTwoProcesses_NeverPassesTheBudget()
    {
        ICostStore[] processes = [OpenCosts(), OpenCosts()];
        var held = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => Task.Run(
            async () => (await processes[number % 2].HoldAsync(Cost($"call-{number}", dollars: 1), Budgets, Clock.GetUtcNow(), Token)).Held, Token)));

        Assert.Equal(10, held.Count(static won => won));
        Assert.Equal(Dollars(10), (await Balance(OpenCosts())).Principal);
    }

    [Fact]
    public async Task Hold_OfAnotherPrincipal_CountsForTheRoleAlone()
    {
        var costs = OpenCosts();

        Assert.True((await costs.HoldAsync(Cost("call-1", dollars: 10), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.False((await costs.HoldAsync(Cost("call-2", "local:bob", dollars: 6), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.True((await costs.HoldAsync(Cost("call-3", "local:bob", dollars: 5), Budgets, Clock.GetUtcNow(), Token)).Held);

        var balance = await Balance(OpenCosts(), "local:bob");
        Assert.Equal((Dollars(15), Dollars(5)), (balance.Role, balance.Principal));
    }

    [Fact]
    public async Task Hold_OverTheBytes_IsRefusedThoughThereAreDollars()
    {
        var costs = OpenCosts();

        Assert.True((await costs.HoldAsync(Cost("call-1", bytes: 900), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.False((await costs.HoldAsync(Cost("call-2", bytes: 101), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.True((await costs.HoldAsync(Cost("call-3", bytes: 100), Budgets, Clock.GetUtcNow(), Token)).Held);
    }

    [Fact]
    public async Task Settle_LessThanWasHeld_GivesTheRestBack()
    {
        var (here, there) = (OpenCosts(), OpenCosts());
        await here.HoldAsync(Cost("call-1", dollars: 10), Budgets, Clock.GetUtcNow(), Token);

        Assert.True(await here.SettleAsync("call-1", "analyst", "local:alice", Dollars(4), Token));

        Assert.Equal(Dollars(4), (await Balance(there)).Principal);
        Assert.True((await there.HoldAsync(Cost("call-2", dollars: 6), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.True(await there.SettleAsync("call-1", "analyst", "local:alice", Dollars(5), Token));
        Assert.Equal(Dollars(11), (await Balance(here)).Principal);
    }

    [Theory]
    [InlineData("call-9", "analyst", "local:alice")]
    [InlineData("call-1", "sales", "local:alice")]
    [InlineData("call-1", "analyst", "local:bob")]
    public async Task Settle_AnothersCall_ChangesNothing(string call, string role, string principal)
    {
        var costs = OpenCosts();
        await costs.HoldAsync(Cost("call-1", dollars: 3), Budgets, Clock.GetUtcNow(), Token);

        Assert.False(await costs.SettleAsync(call, role, principal, default, Token));

        Assert.Equal(Dollars(3), (await Balance(costs)).Principal);
    }

    [Fact]
    public async Task Hold_OfACallThatDied_IsFreeAgainAfterItsTime()
    {
        var costs = OpenCosts();
        await costs.HoldAsync(Cost("call-1", dollars: 10), Budgets, Clock.GetUtcNow(), Token);
        Assert.False((await costs.HoldAsync(Cost("call-2", dollars: 1), Budgets, Clock.GetUtcNow(), Token)).Held);

        Clock.Move(TimeSpan.FromMinutes(1));

        Assert.True((await costs.HoldAsync(Cost("call-3", dollars: 10), Budgets, Clock.GetUtcNow(), Token)).Held);
        Assert.True(await costs.SettleAsync("call-1", "analyst", "local:alice", Dollars(2), Token)); // late, and it counts after all
        Assert.Equal(Dollars(12), (await Balance(costs)).Principal);
    }

    [Fact]
    public async Task Balance_OfAnotherDayOrRole_IsItsOwn()
    {
        var costs = OpenCosts();
        await costs.HoldAsync(Cost("call-1", dollars: 10), Budgets, Clock.GetUtcNow(), Token);

        Assert.Equal(default, (await costs.BalanceAsync("analyst", "local:alice", Today.AddDays(1), Clock.GetUtcNow(), Token)).Role);
        Assert.Equal(default, (await costs.BalanceAsync("sales", "local:alice", Today, Clock.GetUtcNow(), Token)).Role);
    }

    private DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    private ValueTask<CostBalance> Balance(ICostStore costs, string principal = "local:alice") => costs.BalanceAsync("analyst", principal, Today, Clock.GetUtcNow(), Token);

    private static CostSum Dollars(long dollars) => new(dollars * 1_000_000, 0);

    private HeldCost Cost(string call, string principal = "local:alice", long dollars = 0, long bytes = 0) =>
        new(call, "analyst", principal, Today, new(dollars * 1_000_000, bytes), Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
}

public sealed class SqliteCostStoreTests() : CostStoreTests(new DatabaseCallStores(new SqliteTestDatabase()));

public sealed class PostgresCostStoreTests() : CostStoreTests(new DatabaseCallStores(new PostgresTestDatabase()));

public sealed class MemoryCostStoreTests() : CostStoreTests(new MemoryCallStores());
