using CodexMcp.Abstractions;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Limits;

/// <summary>How often and how many at once, counted by role and principal and by nothing that a client can change.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task CallAsync_OverTheLimit_SaysWhenToComeBackAndKeepsItsWord()
    {
        var kit = Limited(3, TimeSpan.FromMinutes(1));
        await Burst(kit, 3, OutcomeCode.Succeeded);

        var refused = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.RateLimited, refused.Code);
        Assert.Equal(TimeSpan.FromSeconds(20), refused.RetryAfter);
        Assert.Equal(20_000, refused.Structured.GetProperty("error").GetProperty("retry_after_ms").GetInt64());
        Assert.Equal("limit", kit.Audit.Last.Stage);
        kit.Clock.Advance(refused.RetryAfter!.Value);
        await Burst(kit, 1, OutcomeCode.Succeeded);
        await Burst(kit, 1, OutcomeCode.RateLimited);
    }

    [Fact]
    public async Task CallAsync_WallClockJumps_GiveNothing()
    {
        var kit = Limited(3, TimeSpan.FromMinutes(1));
        await Burst(kit, 3, OutcomeCode.Succeeded);

        kit.Clock.SetWall(TimeSpan.FromDays(1));
        await Burst(kit, 1, OutcomeCode.RateLimited);
        kit.Clock.SetWall(TimeSpan.FromDays(-2));
        await Burst(kit, 1, OutcomeCode.RateLimited);
    }

    [Fact]
    public async Task CallAsync_EveryEvasion_SharesOneBucket()
    {
        var kit = Limited(10, TimeSpan.FromHours(1));
        var ran = 0;
        for (var i = 0; i < 100; i++)
        {
            // A new client name, a new spelling of the tool, other arguments, an unknown tool: all one principal.
            var request = kit.Request(i % 3 == 0 ? "FAKE_GET" : i % 3 == 1 ? "fake_get" : $"fake_get{i}", $$"""{"i":{{i}}}""") with { Client = $"client-{i}" };
            ran += (await kit.Pipeline.CallAsync(request, default)).Code == OutcomeCode.RateLimited ? 0 : 1;
        }

        Assert.Equal(10, ran);
        Assert.Equal(100, kit.Audit.Entries.Count);
    }

    [Fact]
    public async Task CallAsync_ParallelBurst_TakesNoMoreThanThereIs()
    {
        var kit = Limited(50, TimeSpan.FromHours(1));
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = 1000 } };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => kit.CallAsync("fake_get"))));

        Assert.Equal(50, outcomes.Count(outcome => outcome.Code == OutcomeCode.Succeeded));
        Assert.Equal(450, outcomes.Count(outcome => outcome.Code == OutcomeCode.RateLimited));
    }

    [Fact]
    public async Task CallAsync_OtherPrincipalOrRole_HasItsOwnBucket()
    {
        var kit = Limited(1, TimeSpan.FromHours(1));
        await Burst(kit, 1, OutcomeCode.Succeeded);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get", principal: "local:bob")).Code);
        kit.Profile = kit.Profile with { Role = "support" };
        await Burst(kit, 1, OutcomeCode.Succeeded);
    }

    [Fact]
    public async Task CallAsync_ToolLimit_LeavesOtherToolsAlone()
    {
        var tool = new RoleTool(Some.Definition("get"))
        {
            Mode = ApprovalMode.Writes,
            ListedAt = new("r", 1, 1),
            ModeAt = new("r", 1, 1),
            Timeout = TimeSpan.FromSeconds(1),
            RateLimit = new RateLimit(2, TimeSpan.FromMinutes(1)),
        };
        var kit = new Kit(tool, Some.Read("list"));
        await Burst(kit, 2, OutcomeCode.Succeeded);

        var refused = await kit.CallAsync("fake_get");
        var other = await kit.CallAsync("fake_list");

        Assert.Equal(OutcomeCode.RateLimited, refused.Code);
        Assert.Contains("fake_get", refused.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, other.Code);
    }

    [Fact]
    public async Task CallAsync_FloodOfInvalidCalls_IsLimitedToo()
    {
        var kit = Limited(5, TimeSpan.FromHours(1), """{"type":"object","required":["id"]}""");
        await Burst(kit, 5, OutcomeCode.InvalidArguments);

        await Burst(kit, 1, OutcomeCode.RateLimited);
    }

    [Fact]
    public async Task CallAsync_Concurrency_IsCappedAndGivenBackInEveryWay()
    {
        var kit = new Kit(Some.Read());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = 2 } };
        var hold = new TaskCompletionSource<ToolResult>();
        kit.Connector.OnExecute = (_, _) => new(hold.Task);
        using var leaving = new CancellationTokenSource();
        var first = kit.CallAsync("fake_get");
        var second = kit.CallAsync("fake_get", cancellationToken: leaving.Token);

        var third = await kit.CallAsync("fake_get");
        Assert.Equal(OutcomeCode.RateLimited, third.Code);
        Assert.NotNull(third.RetryAfter);
        Assert.Equal(2, kit.Connector.Calls.Count);

        leaving.Cancel();
        Assert.Equal(OutcomeCode.Cancelled, (await second).Code);
        hold.SetException(new InvalidOperationException("broken"));
        Assert.Equal(OutcomeCode.ConnectorError, (await first).Code);
        kit.Connector.OnExecute = (_, _) => throw new InvalidOperationException("broken at once");
        await Burst(kit, 3, OutcomeCode.ConnectorError);
        kit.Connector.OnGuard = _ => throw new InvalidOperationException("guard broken");
        await Burst(kit, 3, OutcomeCode.Denied);
    }

    [Fact]
    public void Get_FloodOfPrincipals_KeepsMemoryBoundedAndForgetsOnlyTheIdle()
    {
        var clock = new FakeClock();
        var registry = new PrincipalRegistry(clock, most: 100);
        var rate = new RateLimit(2, TimeSpan.FromMinutes(1));
        var busy = registry.Get("r", "busy")!;
        Assert.True(busy.TryStart(1));
        for (var i = 0; i < 99; i++)
        {
            registry.Get("r", $"p{i}")!.TakeAny(rate);
        }

        Assert.Null(registry.Get("r", "one more"));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(registry.Get("r", "one more"));
        Assert.Equal(2, registry.Count);
        Assert.Same(busy, registry.Get("r", "busy"));
    }

    [Fact]
    public void TakeAny_EvictedEntry_TakesNothing()
    {
        var entry = new PrincipalLimits(new FakeClock());
        Assert.True(entry.TryEvict());

        Assert.Null(entry.TakeAny(new RateLimit(1, TimeSpan.FromSeconds(1))));
        Assert.Null(entry.TryStart(1));
    }

    private static Kit Limited(int permits, TimeSpan window, string input = """{"type":"object"}""")
    {
        var kit = new Kit(Some.Tool(Some.Definition("get", input: input)));
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerPrincipal = new RateLimit(permits, window) } };
        return kit;
    }

    private static async Task Burst(Kit kit, int count, OutcomeCode expected)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(expected, (await kit.CallAsync("fake_get")).Code);
        }
    }
}
