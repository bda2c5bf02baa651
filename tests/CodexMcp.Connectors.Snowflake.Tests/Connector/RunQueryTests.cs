using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Snowflake.Tests.Support;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

public sealed class RunQueryTests
{
    [Fact]
    public async Task RunQuery_Select_GivesColumnsRowsAndText()
    {
        await using var harness = new Harness();

        var result = await harness.QueryAsync("SELECT country, SUM(dau) AS users FROM daily_active_users WHERE day = ? GROUP BY country ORDER BY users DESC LIMIT 3",
            ("parameters", Some.Json($"[\"{DateTime.UtcNow.Date.AddDays(-1):yyyy-MM-dd}\"]")));

        Assert.Equal("succeeded", result.Structured.GetProperty("status").GetString());
        Assert.Equal("COUNTRY", result.Structured.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal(3, result.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(JsonValueKind.Number, result.Structured.GetProperty("rows")[0][1].ValueKind);
        Assert.False(result.Structured.GetProperty("truncated").GetBoolean());
        Assert.Contains("COUNTRY", result.Text);
        Assert.Contains("3 rows.", result.Text);
    }

    [Fact]
    public async Task RunQuery_EveryPartition_IsReadOnceAndInOrder()
    {
        await using var harness = new Harness(options: new SnowflakeSimulatorOptions { RowsPerPartition = 70 });

        var result = await harness.QueryAsync("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 333)) ORDER BY n");

        Assert.Equal(Enumerable.Range(0, 333), result.Structured.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetInt32()));
        Assert.Equal(4, harness.Activity.Requests(SnowflakeRequestKind.Partition));
    }

    [Fact]
    public async Task RunQuery_Pages_GoOnWithoutRunningAgain()
    {
        await using var harness = new Harness(options: new SnowflakeSimulatorOptions { RowsPerPartition = 40 });
        const string Statement = "SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 105)) ORDER BY n";
        var seen = new List<int>();
        var page = await harness.QueryAsync(Statement, ("max_rows", 50));
        var executed = harness.Activity.StatementsExecuted;
        while (true)
        {
            seen.AddRange(page.Structured.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetInt32()));
            if (!page.Structured.TryGetProperty("continuation", out var token))
            {
                break;
            }

            Assert.True(page.Structured.GetProperty("truncated").GetBoolean());
            page = await harness.QueryAsync(Statement, ("max_rows", 50), ("continuation", token.GetString()!));
        }

        Assert.Equal(Enumerable.Range(0, 105), seen);
        Assert.Equal(executed, harness.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task RunQuery_HostCutsTheRows_ContinueAfterGoesOnThere()
    {
        await using var harness = new Harness();
        const string Statement = "SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20)) ORDER BY n";
        var first = await harness.QueryAsync(Statement);

        var next = await harness.QueryAsync(Statement, ("continuation", first.ContinueAfter!(7)));

        Assert.Equal(Enumerable.Range(7, 13), next.Structured.GetProperty("rows").EnumerateArray().Select(static row => row[0].GetInt32()));
    }

    [Theory]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 21)) WHERE ? = 1", "[1]")]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20)) WHERE ? = 1", "[2]")]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20)) WHERE ? = 1", "[\"1\"]")]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20)) WHERE ? = 1", "[]")]
    public async Task RunQuery_ContinuationOfAnotherStatement_IsRefusedUnsent(string statement, string parameters)
    {
        await using var harness = new Harness();
        const string Statement = "SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 20)) WHERE ? = 1";
        var first = await harness.QueryAsync(Statement, ("parameters", Some.Json("[1]")), ("max_rows", 5));
        var token = first.Structured.GetProperty("continuation").GetString()!;

        var failure = await harness.FailAsync(harness.Call("run_query", ("statement", statement), ("parameters", Some.Json(parameters)), ("continuation", token)));
        var same = await harness.QueryAsync(Statement, ("parameters", Some.Json("[ 1 ]")), ("continuation", token));
        var status = await harness.RunAsync(harness.Call("get_query_status", ("query_id", first.Structured.GetProperty("query_id").GetString()!), ("continuation", token)));

        Assert.Equal("The continuation belongs to another statement.", failure.Message);
        Assert.Equal("Send it with the statement and parameters that it came from.", failure.Next);
        Assert.Equal(15, same.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(15, status.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(1, harness.Activity.Requests(SnowflakeRequestKind.Status) - 1);
    }

    [Theory]
    [InlineData("SELECT 1 AS a", "A\n1\n1 row.")]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 51))", null)]
    [InlineData("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 501))", null)]
    [InlineData("SELECT 'a\\nb' AS a", null)]
    [InlineData("SELECT 'NULL' AS a", null)]
    [InlineData("SELECT 1 a, 2 b, 3 c, 4 d, 5 e, 6 f, 7 g, 8 h, 9 i, 10 j, 11 k, 12 l, 13 m, 14 n, 15 o, 16 p, 17 q, 18 r, 19 s, 20 t, 21 u", null)]
    public async Task RunQuery_Text_IsTheWholeResultOrNothing(string statement, string? text)
    {
        await using var harness = new Harness();

        Assert.Equal(text, (await harness.QueryAsync(statement)).Text);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task RunQuery_Text_OfAWideCell_IsNeverCut(int width, bool shown)
    {
        await using var harness = new Harness();

        var text = (await harness.QueryAsync($"SELECT '{new string('x', width)}' AS a")).Text;

        Assert.Equal(shown, text?.Contains(new string('x', width), StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task RunQuery_MoreRowsThanTheRoleMayRead_AreNeverRead()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("run_query", ("statement", "SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 50))")) with { MaxRows = 10 });

        Assert.Equal(10, result.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(10, result.Structured.GetProperty("total_rows").GetInt32());
        Assert.True(result.Structured.GetProperty("truncated").GetBoolean());
        Assert.False(result.Structured.TryGetProperty("continuation", out _));
        Assert.Contains("more than 10 rows", result.Structured.GetProperty("notice").GetString());
    }

    [Fact]
    public async Task RunQuery_TagsTheStatementWithRolePrincipalAndCall()
    {
        await using var harness = new Harness();
        var call = harness.Call("run_query", ("statement", "SELECT 1")) with { Principal = "local:al\"ice\u202e" + new string('x', 5000) };

        await harness.RunAsync(call);

        using var tag = JsonDocument.Parse(harness.Activity.QueryTags[^1]);
        Assert.Equal("data-analytics", tag.RootElement.GetProperty("role").GetString());
        Assert.Equal(call.CallId, tag.RootElement.GetProperty("call").GetString());
        Assert.StartsWith("local:al\"ice x", tag.RootElement.GetProperty("principal").GetString());
        Assert.InRange(harness.Activity.QueryTags[^1].Length, 1, 2000);
    }

    [Theory]
    [InlineData("DELETE FROM daily_active_users")]
    [InlineData("SELECT 1; DELETE FROM daily_active_users")]
    [InlineData("SELECT SYSTEM$WAIT(1)")]
    public async Task RunQuery_RefusedByTheGuard_ReachesNoVendor(string statement)
    {
        await using var harness = new Harness();
        var call = harness.Call("run_query", ("statement", statement));

        var verdict = await harness.Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
        var failure = await harness.FailAsync(call);

        Assert.NotNull(verdict.Rejection);
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Equal(0, Enum.GetValues<SnowflakeRequestKind>().Sum(harness.Activity.Requests));
    }

    [Fact]
    public async Task RunQuery_AnswerIsLost_TheRepeatFindsItsResultAndRunsNothingTwice()
    {
        await using var harness = new Harness();
        await harness.QueryAsync("SELECT 1");
        var executed = harness.Activity.StatementsExecuted;
        var call = harness.Call("run_query", ("statement", "SELECT 2"));
        harness.Activity.Fail(WireFaultKind.AnswerLost, SnowflakeRequestKind.Submit);

        var failure = await harness.FailAsync(call);
        var result = await harness.RunAsync(call with { Attempt = 1 });

        Assert.Equal(ConnectorFailure.Unavailable, failure.Failure);
        Assert.Equal(2, result.Structured.GetProperty("rows")[0][0].GetInt32());
        Assert.Equal(executed + 1, harness.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task RunQuery_TurnsInto202_IsPolledToItsEndWithProgress()
    {
        await using var harness = new Harness(options: new SnowflakeSimulatorOptions { SyncWait = TimeSpan.Zero });
        harness.Activity.Fail(WireFaultKind.TooManyRequests, SnowflakeRequestKind.Status);

        var result = await harness.QueryAsync("SELECT COUNT(*) FROM daily_active_users");

        Assert.Equal("succeeded", result.Structured.GetProperty("status").GetString());
        Assert.Equal(1, result.Structured.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task RunQuery_Async_GivesAHandleThatGivesTheRows()
    {
        await using var harness = new Harness();

        var started = await harness.QueryAsync("SELECT 42 AS answer", ("async", true));
        var queryId = started.Structured.GetProperty("query_id").GetString()!;
        ToolResult status;
        do
        {
            status = await harness.RunAsync(harness.Call("get_query_status", ("query_id", queryId)));
        }
        while (status.Structured.GetProperty("status").GetString() == "running");

        Assert.Equal("running", started.Structured.GetProperty("status").GetString());
        Assert.Equal(42, status.Structured.GetProperty("rows")[0][0].GetInt32());
    }

    [Fact]
    public async Task Handles_OfAnotherPrincipalRoleOrNobody_AreAllTheSameUnknownQuery()
    {
        await using var harness = new Harness();
        var queryId = (await harness.QueryAsync("SELECT 1", ("async", true))).Structured.GetProperty("query_id").GetString()!;
        var said = new HashSet<string>();
        foreach (var action in new[] { "get_query_status", "cancel_query" })
        {
            var call = harness.Call(action, ("query_id", queryId));
            foreach (var stranger in new[] { call with { Principal = "local:mallory" }, call with { Role = "sales" }, harness.Call(action, ("query_id", "h99999")), harness.Call(action, ("query_id", "")) })
            {
                var failure = await harness.FailAsync(stranger);
                Assert.Equal(ConnectorFailure.Refused, failure.Failure);
                said.Add(failure.Message + failure.Next + failure.VendorCode);
            }
        }

        var continuation = await harness.FailAsync(harness.Call("run_query", ("statement", "SELECT 1"), ("continuation", "h99999")));
        said.Add(continuation.Message + continuation.Next + continuation.VendorCode);
        Assert.Single(said);
        Assert.Equal(0, harness.Activity.Requests(SnowflakeRequestKind.Status) + harness.Activity.Requests(SnowflakeRequestKind.Cancel));
    }

    [Fact]
    public async Task CancelQuery_OfAFinishedQuery_SaysSo()
    {
        await using var harness = new Harness();
        var queryId = (await harness.QueryAsync("SELECT 1")).Structured.GetProperty("query_id").GetString()!;

        var result = await harness.RunAsync(harness.Call("cancel_query", ("query_id", queryId)));

        Assert.Equal("not_running", result.Structured.GetProperty("status").GetString());
    }

    [Fact]
    public async Task RunQuery_OverASocket_WorksTheSame()
    {
        await using var simulator = new SnowflakeSimulator(TimeProvider.System, new SnowflakeSimulatorOptions { RowsPerPartition = 10 });
        await using var server = await SandboxServer.StartAsync([simulator], "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var own = simulator.Credentials;
        var key = JsonSerializer.SerializeToElement(own.PrivateKeyPem, Plain.Default.String).GetRawText();
        await using var harness = new Harness(
            ConnectorHttp.LoopbackTransport(),
            $$"""{"method":"key_pair","private_key":{{key}}}""",
            more: $",\"base_url\":\"{server.Endpoints[0].Address}\"");

        var result = await harness.QueryAsync("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 25)) ORDER BY n");

        Assert.Equal(25, result.Structured.GetProperty("rows").GetArrayLength());
        Assert.Equal(2, simulator.Activity.Requests(SnowflakeRequestKind.Partition));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class Plain : System.Text.Json.Serialization.JsonSerializerContext;
