using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Tests.Support;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

/// <summary>Results that are kept: for whom, for how long, and never for anybody else.</summary>
public sealed class ResultCacheTests : IAsyncLifetime
{
    private const string Statement = "SELECT day, dau FROM ANALYTICS.CURATED.DAILY_TOTALS WHERE day >= '2026-02-01' ORDER BY day";
    private readonly ManualTime time = new();
    private readonly Harness harness;

    public ResultCacheTests() => harness = new(time: time);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task RunQuery_WithoutASetting_KeepsNothing()
    {
        Assert.True(await RunsAsync(Scoped(null, Statement)));
        Assert.True(await RunsAsync(Scoped(null, Statement)));
        Assert.True(await RunsAsync(Scoped("{}", Statement)));
    }

    [Fact]
    public async Task RunQuery_Again_GivesTheSameRowsMarkedWithTheirTime()
    {
        var first = await harness.RunAsync(Call());
        time.Advance(TimeSpan.FromMinutes(3));
        var again = await harness.RunAsync(Call());

        Assert.Equal(1, Ran);
        Assert.False(first.Structured.TryGetProperty("cached", out _));
        Assert.True(again.Structured.GetProperty("cached").GetBoolean());
        Assert.Equal("2026-03-01T12:00:00Z", again.Structured.GetProperty("cached_at").GetString());
        foreach (var member in new[] { "changes", "rows", "columns", "statement", "total_rows", "truncated" })
        {
            Assert.Equal(first.Structured.GetProperty(member).GetRawText(), again.Structured.GetProperty(member).GetRawText());
        }

        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task RunQuery_Again_CostsNothingOnceMore()
    {
        Assert.Null((await harness.RunAsync(Call())).Cost?.Dollars);
        Assert.Null((await harness.RunAsync(Call())).Cost);

        var counted = (await harness.RunAsync(Call() with { Cost = new CostTerms() })).Cost!;
        Assert.Equal((0L, 0m), (counted.Bytes, counted.Dollars));
    }

    [Fact]
    public async Task Estimate_OfKeptRows_IsNoneAndNothingRunsWithoutOne()
    {
        var estimator = (ICostEstimator)harness.Connector;
        var counted = Call($"{Statement} LIMIT 5") with { Cost = new CostTerms() }; // as the guard leaves it
        Assert.NotNull(await estimator.EstimateAsync(counted, TestContext.Current.CancellationToken));
        await harness.RunAsync(counted);
        var ran = Ran;

        Assert.Null(await estimator.EstimateAsync(counted, TestContext.Current.CancellationToken));
        Assert.True((await harness.RunAsync(counted)).Structured.GetProperty("cached").GetBoolean());
        Assert.Equal(ran, Ran); // no plan was asked for either

        Assert.Null(await estimator.EstimateAsync(counted, TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromHours(1));
        var gone = await harness.FailAsync(counted);
        Assert.Equal(ConnectorFailure.Refused, gone.Failure);
        Assert.Contains("was not estimated", gone.Message);
        Assert.NotNull(await estimator.EstimateAsync(counted, TestContext.Current.CancellationToken));
        Assert.False((await harness.RunAsync(counted)).Structured.TryGetProperty("cached", out _));
    }

    [Fact]
    public async Task RunQuery_AfterItsTime_RunsAgain()
    {
        Assert.True(await RunsAsync(Call()));
        time.Advance(TimeSpan.FromMinutes(14));
        Assert.False(await RunsAsync(Call()));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await RunsAsync(Call()));
        time.Advance(TimeSpan.FromMinutes(-20));
        Assert.True(await RunsAsync(Call()));
    }

    [Fact]
    public async Task RunQuery_AnybodyOrAnythingElse_RunsForItself()
    {
        Assert.True(await RunsAsync(Call()));
        var own = Call();
        ToolInvocation[] others =
        [
            own with { Principal = "local:bob" },
            own with { Principal = "LOCAL:ALICE" },
            own with { Role = "other" },
            own with { Revision = "r2" },
            own with { Revision = null },
            own with { Environment = "production" },
            own with { MaxRows = 9 },
            Call(Statement, ("parameters", Some.Json("[]"))),
            Call("SELECT COUNT(*) FROM ANALYTICS.CURATED.DAILY_TOTALS WHERE day > ?", ("parameters", Some.Json("""["2026-02-01"]"""))),
            Call("SELECT COUNT(*) FROM ANALYTICS.CURATED.DAILY_TOTALS WHERE day > ?", ("parameters", Some.Json("""["2026-02-02"]"""))),
            Call(Statement, ("max_rows", 7)),
        ];
        foreach (var other in others)
        {
            Assert.True(await RunsAsync(other), other.ToString());
        }

        Assert.False(await RunsAsync(Call()));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await RunsAsync(own with { Principal = "local:bob" }));
    }

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("SELECT CURRENT_DATE AS d", false)]
    [InlineData("SELECT RANDOM() AS r", true)]
    [InlineData("SELECT current_timestamp AS t", true)]
    [InlineData("SELECT dau FROM ANALYTICS.CURATED.DAILY_TOTALS SAMPLE (10)", true)]
    [InlineData("SHOW TABLES IN SCHEMA ANALYTICS.CURATED", true)]
    [InlineData("SELECT", true)]
    public async Task Cache_WhatChangesByItself_IsNotKept(string statement, bool runsAgain)
    {
        var cache = new CodexMcp.Connectors.Sql.Warehouse.ResultCache(CodexMcp.Connectors.Sql.SqlDialect.Snowflake, time);
        var ran = 0;
        for (var call = 0; call < 2; call++)
        {
            await cache.RunAsync(Call(statement), (_, _) =>
            {
                ran++;
                return Task.FromResult(new ToolResult { Structured = Some.Json("""{"status":"succeeded","rows":[]}""") });
            }, TestContext.Current.CancellationToken);
        }

        Assert.Equal(runsAgain ? 2 : 1, ran);
    }

    [Fact]
    public async Task RunQuery_FromTheCache_CanBeContinued()
    {
        var first = await harness.RunAsync(Call(Statement, ("max_rows", 5)));
        var again = await harness.RunAsync(Call(Statement, ("max_rows", 5)));

        Assert.True(again.Structured.GetProperty("cached").GetBoolean());
        var whole = (await harness.QueryAsync(Statement)).Structured.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()).ToList();
        foreach (var token in new[] { again.Structured.GetProperty("continuation").GetString()!, again.ContinueAfter!(3), first.ContinueAfter!(3) })
        {
            var rest = (await harness.RunAsync(Call(Statement, ("max_rows", 5), ("continuation", token)))).Structured;
            Assert.False(rest.TryGetProperty("cached", out _));
            Assert.Equal(whole.Skip(token == again.Structured.GetProperty("continuation").GetString() ? 5 : 3).Take(5), rest.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()));
        }
    }

    [Fact]
    public async Task RunQuery_Failure_IsNotKept()
    {
        await harness.FailAsync(Call("SELECT 1 FROM ANALYTICS.CURATED.NO_SUCH_TABLE"));
        await harness.FailAsync(Call("SELECT 1 FROM ANALYTICS.CURATED.NO_SUCH_TABLE"));
        Assert.Equal(2, harness.Activity.Requests(CodexMcp.Sandbox.Snowflake.SnowflakeRequestKind.Submit) - 1); // and one for the secondary roles
    }

    [Fact]
    public async Task RunQuery_SlowAndAgainAndAgain_AdvisesToMaterialise()
    {
        // A vendor that takes six seconds for each statement.
        await using var slow = new Harness(
            new Vendor((_, _) =>
            {
                time.Advance(TimeSpan.FromSeconds(6));
                return Vendor.Json(200, Vendor.OneCell("fixed", "5"));
            }),
            time: time);
        for (var run = 1; run <= 6; run++)
        {
            var told = (await slow.RunAsync(slow.Call("run_query", ("statement", "SELECT COUNT(*) FROM A.B.C"), ("parameters", Some.Json($"[{run}]"))) with { Revision = "r1" })).Structured;
            Assert.Equal(run >= 5, told.TryGetProperty("notice", out var notice));
            Assert.True(run < 5 || notice.GetString()!.Contains("Materialise", StringComparison.Ordinal));
        }

        // Somebody else's use is nobody's business.
        var other = (await slow.RunAsync(slow.Call("run_query", ("statement", "SELECT COUNT(*) FROM A.B.C")) with { Principal = "local:bob" })).Structured;
        Assert.False(other.TryGetProperty("notice", out _));
        var quick = Some.Json("""{"advise_materialising":{"runs":2,"seconds":0}}""");
        Assert.False((await harness.RunAsync(Call() with { Scope = quick })).Structured.TryGetProperty("notice", out _));
        Assert.Contains("2 times", (await harness.RunAsync(Call() with { Scope = quick })).Structured.GetProperty("notice").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_ManyLargeResults_StaysWithinItsBytes()
    {
        var cache = new CodexMcp.Connectors.Sql.Warehouse.ResultCache(CodexMcp.Connectors.Sql.SqlDialect.Snowflake, time);
        var ran = 0;
        async Task<bool> Runs(string statement, int size)
        {
            var before = ran;
            await cache.RunAsync(Call(statement), (_, _) =>
            {
                ran++;
                return Task.FromResult(new ToolResult { Structured = Some.Json($$"""{"status":"succeeded","query_id":"q","columns":[],"rows":[["{{new string('x', size)}}"]],"truncated":false}""") });
            }, TestContext.Current.CancellationToken);
            return ran > before;
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.True(await Runs($"SELECT {i}", 900_000));
        }

        Assert.False(await Runs("SELECT 39", 900_000));
        Assert.True(await Runs("SELECT 0", 900_000));
        Assert.True(await Runs("SELECT 100", 1_100_000));
        Assert.True(await Runs("SELECT 100", 1_100_000)); // too large for one
    }

    /// <summary>Statements that ran, but for the look at secondary roles.</summary>
    private int Ran => harness.Activity.Statements.Count(statement => !statement.Contains("SECONDARY_ROLES", StringComparison.Ordinal));

    private async Task<bool> RunsAsync(ToolInvocation call)
    {
        var before = Ran;
        var result = await harness.RunAsync(call);
        var runs = Ran > before;
        Assert.Equal(!runs, result.Structured.TryGetProperty("cached", out var cached) && cached.GetBoolean());
        return runs;
    }

    private ToolInvocation Call(string statement = Statement, params (string Name, object? Value)[] more) => Scoped("""{"cache_results":"15m"}""", statement, more);

    private ToolInvocation Scoped(string? scope, string statement, params (string Name, object? Value)[] more) =>
        harness.Call("run_query", [("statement", statement), .. more]) with { Scope = scope is null ? null : Some.Json(scope), Revision = "r1" };
}
