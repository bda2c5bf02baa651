using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Core.Tests.Telemetry;

namespace CodexMcp.Core.Tests.Limits;

/// <summary>The vendor's own allowance is not used up by us.</summary>
public sealed class QuotaTests
{
    private readonly Counting connector = new();
    private readonly Kit kit;

    public QuotaTests() => kit = new(services => services with { Connectors = new FakeConnectors(new RunningConnector(connector, new ConnectorResilience())) }, Some.Read());

    [Theory]
    [InlineData(0, 100, 0.05, true)]
    [InlineData(94, 100, 0.05, true)]
    [InlineData(95, 100, 0.05, false)]
    [InlineData(100, 100, 0.05, false)]
    [InlineData(250, 100, 0.05, false)]
    [InlineData(99, 100, 0, true)]
    [InlineData(100, 100, 0, false)]
    [InlineData(0, 100, 1, false)]
    [InlineData(95, 100, double.NaN, false)]
    [InlineData(94, 100, double.NaN, true)]
    [InlineData(50, 0, 0.05, true)]
    [InlineData(-5, 100, 0.05, true)]
    public async Task Call_QuotaSeen_RunsOnlyAboveTheReserve(long used, long limit, double reserve, bool runs)
    {
        connector.Quota = Quota(used, limit) with { Reserve = reserve };

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(runs ? OutcomeCode.Succeeded : OutcomeCode.RateLimited, outcome.Code);
        Assert.Equal(runs ? 1 : 0, connector.Ran);
    }

    [Fact]
    public async Task Call_NothingSeenYet_Runs() => Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);

    [Fact]
    public async Task Call_OnlyTheReserveLeft_SaysWhenToComeBack()
    {
        connector.Quota = Quota(96, 100) with { ResetsAt = kit.Clock.GetUtcNow() + TimeSpan.FromHours(3) };

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal("fake has used 96 of its 100 daily API requests, and the last 5 stay in reserve, so the call was not sent. The count starts anew at 2026-11-21 15:00 UTC.", Kit.Error(outcome, "message"));
        Assert.Contains("call again in 180 minutes", Kit.Error(outcome, "next"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(3), outcome.RetryAfter);
        Assert.Equal("limit", kit.Audit.Last.Stage);
    }

    [Fact]
    public async Task Call_VendorDoesNotSayWhen_OneAtATimeFindsOutAfterAWhile()
    {
        connector.Quota = Quota(99, 100);
        Assert.Equal(TimeSpan.FromMinutes(10), (await kit.CallAsync("fake_get")).RetryAfter);
        kit.Clock.Advance(TimeSpan.FromMinutes(10));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => kit.CallAsync("fake_get")));

        Assert.Single(outcomes, outcome => outcome.Code == OutcomeCode.Succeeded);
        Assert.All(outcomes.Where(outcome => outcome.IsError), outcome => Assert.Equal(TimeSpan.FromSeconds(10), outcome.RetryAfter));
        connector.Quota = Quota(10, 100);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_VendorsCountStartedAnew_RunsAgain()
    {
        connector.Quota = Quota(99, 100) with { ResetsAt = kit.Clock.GetUtcNow() + TimeSpan.FromMinutes(1) };
        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("fake_get")).Code);
        kit.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Call_ResetFarAway_WaitsForADayAtMost()
    {
        connector.Quota = Quota(99, 100) with { ResetsAt = DateTimeOffset.MaxValue };
        Assert.Equal(TimeSpan.FromDays(1), (await kit.CallAsync("fake_get")).RetryAfter);
        kit.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task Replay_OnlyTheReserveLeft_IsAnswered()
    {
        var keyed = Keyed(ApprovalMode.Approve);
        await keyed.CallAsync("fake_put", """{"key":"1"}""");
        connector.Quota = Quota(100, 100);

        Assert.Equal(OutcomeCode.Replayed, (await keyed.CallAsync("fake_put", """{"key":"1"}""")).Code);
        Assert.Equal(OutcomeCode.RateLimited, (await keyed.CallAsync("fake_put", """{"key":"2"}""")).Code);
        Assert.Equal(1, connector.Ran);
    }

    [Fact]
    public async Task Probe_CallThatIsNotSent_LeavesItToOneThatIs()
    {
        var keyed = Keyed(ApprovalMode.Writes);
        connector.Quota = Quota(99, 100);
        keyed.Clock.Advance(TimeSpan.FromMinutes(10));

        var asked = await keyed.CallAsync("fake_put", """{"key":"1"}""");
        Assert.Equal(OutcomeCode.ApprovalRequired, asked.Code);
        Assert.Equal(OutcomeCode.ApprovalRequired, (await keyed.CallAsync("fake_put", """{"key":"2"}""")).Code);
        Assert.Equal(OutcomeCode.Succeeded, (await keyed.CallAsync("fake_put", """{"key":"1"}""", reply: Kit.Yes(asked))).Code);
    }

    [Fact]
    public async Task Question_OnlyTheReserveLeft_IsNotAsked()
    {
        var keyed = Keyed(ApprovalMode.Writes);
        connector.Quota = Quota(100, 100);

        Assert.Equal(OutcomeCode.RateLimited, (await keyed.CallAsync("fake_put", """{"key":"1"}""")).Code);
    }

    private Kit Keyed(ApprovalMode mode) => new(
        services => services with { Connectors = new FakeConnectors(new RunningConnector(connector, new ConnectorResilience())) },
        Some.Tool(Some.Definition("put", ToolVerb.Write, """{"type":"object","properties":{"key":{"type":"string"}}}""") with { IdempotencyArgument = "key" }, mode));

    [Fact]
    public async Task Metrics_QuotaSeen_ShowUsedAndLimit()
    {
        kit.Profile = kit.Profile with { Role = "quota-role" };
        connector.Quota = Quota(30, 100);
        using var listening = new Listening("quota-role");
        await kit.CallAsync("fake_get");
        listening.Observe();

        Assert.Contains("codexmcp.vendor.quota.used connector=fake environment=sandbox 30", listening.Measurements);
        Assert.Contains("codexmcp.vendor.quota.limit connector=fake environment=sandbox 100", listening.Measurements);
    }

    private VendorQuota Quota(long used, long limit) => new() { What = "daily API requests", Used = used, Limit = limit, SeenAt = kit.Clock.GetUtcNow() };

    private sealed class Counting : IConnector, IVendorQuota
    {
        private int ran;

        public string Name => "fake";

        public IToolGuard? Guard => null;

        public VendorQuota? Quota { get; set; }

        public int Ran => ran;

        public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref ran);
            return new(new ToolResult { Structured = Some.Json("{}") });
        }

        public ValueTask DisposeAsync() => default;
    }
}
