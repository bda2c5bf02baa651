using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

public sealed class RunQueryTests
{
    private const string ByCountry = "SELECT country, SUM(dau) AS dau FROM daily_active_users WHERE day = date_sub(current_date(), 1) GROUP BY country ORDER BY dau DESC";

    [Fact]
    public async Task RunQuery_Aggregate_GivesRowsAndTellsWhatRan()
    {
        await using var harness = new Harness();

        var result = await harness.QueryAsync(ByCountry);

        Assert.Equal("succeeded", result.GetProperty("status").GetString());
        Assert.Equal("country", result.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal("bigint", result.GetProperty("columns")[1].GetProperty("type").GetString());
        Assert.True(result.GetProperty("rows")[0][1].GetInt64() > 1000);
        Assert.Contains("FROM analytics.curated.daily_active_users", result.GetProperty("statement").GetString());
        Assert.Contains("LIMIT 10001", result.GetProperty("statement").GetString());
        Assert.NotEqual(0, result.GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public async Task RunQuery_WithACacheTime_GivesKeptRowsToTheSamePrincipalOnly()
    {
        await using var harness = new Harness { Scope = Some.Json("""{"cache_results":"15m"}""") };
        ToolInvocation Call(string country) =>
            harness.Call("run_query", ("statement", "SELECT COUNT(*) AS n FROM daily_active_users WHERE country = :country"), ("parameters", Some.Json($$"""{"country":"{{country}}"}"""))) with { Revision = "r1" };

        var first = await harness.RunAsync(Call("DE"));
        var again = await harness.RunAsync(Call("DE"));

        Assert.False(first.TryGetProperty("cached", out _));
        Assert.True(again.GetProperty("cached").GetBoolean());
        Assert.Equal(first.GetProperty("rows").GetRawText(), again.GetProperty("rows").GetRawText());
        Assert.False((await harness.RunAsync(Call("FR"))).TryGetProperty("cached", out _));
        Assert.False((await harness.RunAsync(Call("DE") with { Principal = "local:bob" })).TryGetProperty("cached", out _));
        Assert.False((await harness.RunAsync(Call("DE") with { Revision = "r2" })).TryGetProperty("cached", out _));
    }

    [Fact]
    public async Task RunQuery_NamedParameters_StayValues()
    {
        await using var harness = new Harness();
        var parameters = Some.Json("""{"text":"'; DROP TABLE x","whole":42,"share":0.25,"yes":true,"none":null,"day":"2026-01-31"}""");

        var result = await harness.QueryAsync(
            "SELECT :text AS a, :whole AS b, :share AS c, :yes AS d, :none AS e, DATE(:day) AS f, :whole + 1 AS g", ("parameters", parameters));

        Assert.Equal("""["'; DROP TABLE x",42,0.25,true,null,"2026-01-31",43]""", Plain(result.GetProperty("rows")[0]));
    }

    [Fact]
    public async Task RunQuery_ParameterWithoutValue_SaysWhatToDo()
    {
        await using var harness = new Harness();

        var failure = await harness.FailAsync("run_query", ("statement", "SELECT :missing AS a"));

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Equal("UNBOUND_SQL_PARAMETER", failure.VendorCode);
        Assert.Contains("parameters", failure.Next);
    }

    [Fact]
    public async Task RunQuery_ManyRows_ReadsChunksAndGoesOn()
    {
        await using var harness = new Harness(options: new DatabricksSimulatorOptions { RowsPerChunk = 70 });
        const string Statement = "SELECT transaction_id, amount_usd, occurred_at FROM transactions ORDER BY transaction_id LIMIT 200";

        var first = await harness.QueryAsync(Statement, ("max_rows", 100));
        var second = await harness.QueryAsync(Statement, ("max_rows", 1000), ("continuation", first.GetProperty("continuation").GetString()));

        Assert.Equal(100, first.GetProperty("rows").GetArrayLength());
        Assert.Equal(100, second.GetProperty("rows").GetArrayLength());
        Assert.False(second.TryGetProperty("continuation", out _));
        var ids = first.GetProperty("rows").EnumerateArray().Concat(second.GetProperty("rows").EnumerateArray()).Select(static row => row[0].ToString()).ToList();
        Assert.Equal(200, ids.Distinct().Count());
        Assert.Single(harness.Simulator.Statements);
        Assert.Matches("^\"\\d{4}-\\d\\d-\\d\\dT", first.GetProperty("rows")[0][2].GetRawText());
        var wrong = await harness.FailAsync("run_query", ("statement", "SELECT 1"), ("continuation", first.GetProperty("continuation").GetString()));
        Assert.Contains("another statement", wrong.Message);
    }

    [Fact]
    public async Task RunQuery_MoreThanTheRoleMayRead_SaysSo()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("run_query", ("statement", "SELECT transaction_id FROM transactions")) with { MaxRows = 50 });

        Assert.Equal(50, result.GetProperty("rows").GetArrayLength());
        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Contains("more than 50 rows", result.GetProperty("notice").GetString());
    }

    [Fact]
    public async Task RunQuery_NoRows_IsAnEmptyResult()
    {
        await using var harness = new Harness();

        var result = await harness.QueryAsync("SELECT country FROM accounts WHERE country = 'nowhere'");

        Assert.Equal(0, result.GetProperty("rows").GetArrayLength());
        Assert.Equal(0, result.GetProperty("total_rows").GetInt32());
    }

    [Fact]
    public async Task RunQuery_StoppedWarehouse_ReportsProgressThenGivesAHandle()
    {
        var time = new SkippingTime();
        await using var harness = new Harness(time: time, options: new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromMinutes(3) });
        var progress = new Collecting();

        var running = await harness.RunAsync(harness.Call("run_query", ("statement", ByCountry), ("wait_seconds", 30)) with { Progress = progress });
        Assert.Equal("running", running.GetProperty("status").GetString());
        Assert.Contains(progress.Messages, static message => message.Contains("waits for its warehouse", StringComparison.Ordinal));
        var id = running.GetProperty("query_id").GetString();
        Assert.Equal("running", (await harness.RunAsync("get_query_status", ("query_id", id))).GetProperty("status").GetString());

        time.Advance(TimeSpan.FromMinutes(3));
        JsonElement done;
        do
        {
            done = await harness.RunAsync("get_query_status", ("query_id", id));
        }
        while (done.GetProperty("status").GetString() == "running");

        Assert.NotEqual(0, done.GetProperty("rows").GetArrayLength());
        Assert.Single(harness.Simulator.Statements);
    }

    [Fact]
    public async Task CancelQuery_Running_StopsItThere()
    {
        var time = new ManualTime();
        await using var harness = new Harness(time: time, options: new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromHours(1) });
        var running = await harness.RunAsync("run_query", ("statement", "SELECT 1"), ("wait_seconds", 0));
        var id = running.GetProperty("query_id").GetString();

        Assert.Equal("cancelled", (await harness.RunAsync("cancel_query", ("query_id", id))).GetProperty("status").GetString());
        Assert.Equal("not_running", (await harness.RunAsync("cancel_query", ("query_id", id))).GetProperty("status").GetString());

        Assert.Equal(1, harness.Simulator.StatementsCancelled);
        Assert.Contains("cancelled", (await harness.FailAsync("get_query_status", ("query_id", id))).Message);
    }

    [Fact]
    public async Task QueryId_OfAnotherPrincipal_IsUnknown()
    {
        await using var harness = new Harness();
        var id = (await harness.QueryAsync("SELECT 1 AS one")).GetProperty("query_id").GetString();

        var failure = await harness.FailAsync(harness.Call("get_query_status", ("query_id", id)) with { Principal = "local:mallory" });

        Assert.Contains("no query with this query id", failure.Message);
        Assert.Contains("databricks_run_query", failure.Next);
    }

    [Fact]
    public async Task RunQuery_CallerLeavesWhileItWaits_StopsTheStatement()
    {
        var time = new SkippingTime();
        await using var harness = new Harness(time: time, options: new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromHours(1) });
        using var cancel = new CancellationTokenSource();
        var call = harness.Call("run_query", ("statement", "SELECT 1"), ("wait_seconds", 100)) with { Progress = new Cancelling(cancel) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Connector.ExecuteAsync(call, cancel.Token).AsTask());

        Assert.Equal(1, harness.Simulator.StatementsCancelled);
    }

    [Fact]
    public async Task RunQuery_CallerLeavesBeforeTheStatementHasAnId_StopsItAllTheSame()
    {
        var time = new SkippingTime();
        await using var harness = new Harness(time: time, options: new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromHours(1) });
        await harness.RunAsync("list_warehouses"); // The token is there.
        using var cancel = new CancellationTokenSource();
        var running = harness.Connector.ExecuteAsync(harness.Call("run_query", ("statement", "SELECT 1")), cancel.Token).AsTask();
        while (harness.Simulator.Statements.Count == 0)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(1, harness.Simulator.StatementsCancelled);
    }

    [Fact]
    public async Task GetQueryStatus_AnHourLater_SaysThatTheRowsAreGone()
    {
        var time = new ManualTime();
        await using var harness = new Harness(time: time);
        var id = (await harness.QueryAsync("SELECT 1 AS one")).GetProperty("query_id").GetString();

        time.Advance(TimeSpan.FromMinutes(61));
        Assert.Contains("for an hour", (await harness.FailAsync("get_query_status", ("query_id", id))).Message);

        time.Advance(TimeSpan.FromHours(13));
        Assert.Contains("no query with this query id", (await harness.FailAsync("get_query_status", ("query_id", id))).Message);
    }

    [Theory]
    [InlineData("INSERT INTO releases SELECT * FROM releases")]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM releases")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT 1'")]
    [InlineData("TABLE releases")]
    [InlineData("SET x = 1")]
    [InlineData("DECLARE x INT")]
    [InlineData("SELECT reflect('java.lang.System', 'getenv', 'HOME')")]
    [InlineData("SELECT java_method('java.util.UUID', 'randomUUID')")]
    [InlineData("SELECT ai_query('m', 'hello')")]
    [InlineData("SELECT http_request(conn => 'c', method => 'GET', path => '/')")]
    [InlineData("SELECT secret('scope', 'key')")]
    [InlineData("SELECT * FROM read_files('/Volumes/main/x')")]
    [InlineData("SELECT * FROM parquet.`/mnt/data`")]
    [InlineData("SELECT * FROM `/mnt/data`")]
    [InlineData("SELECT * FROM table_changes('releases', 1)")]
    [InlineData("SELECT * FROM IDENTIFIER(:t)")]
    [InlineData("SELECT my_catalog.tools.leak(1)")]
    [InlineData("CREATE TEMPORARY VIEW v AS SELECT 1")]
    [InlineData("EXPLAIN DELETE FROM releases")]
    public async Task RunQuery_WhatDoesNotOnlyRead_NeverReachesDatabricks(string statement)
    {
        await using var harness = new Harness();

        var failure = await harness.FailAsync("run_query", ("statement", statement));

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("refused", failure.Message);
        Assert.Empty(harness.Simulator.Statements);
    }

    [Theory]
    [InlineData("SHOW TABLES", "daily_active_users")]
    [InlineData("SHOW CATALOGS", "analytics")]
    [InlineData("SHOW SCHEMAS", "curated")]
    [InlineData("DESCRIBE TABLE releases", "released_on")]
    public async Task RunQuery_ShowAndDescribe_RunWhereNothingIsHidden(string statement, string expected)
    {
        await using var harness = new Harness();

        Assert.Contains(expected, (await harness.QueryAsync(statement)).GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Statement_Sent_CarriesWhoAsksAndItsLimits()
    {
        var vendor = new Vendor((_, _) => Vendor.Json(200, Vendor.OneCell("LONG", "1")));
        await using var harness = new Harness(vendor);

        await harness.QueryAsync("SELECT 1 AS x");

        var body = Some.Json(vendor.Requests.Single(static request => request.Path == "/api/2.0/sql/statements").Body);
        Assert.Equal("INLINE", body.GetProperty("disposition").GetString());
        Assert.Equal("JSON_ARRAY", body.GetProperty("format").GetString());
        Assert.Equal("5s", body.GetProperty("wait_timeout").GetString());
        Assert.Equal(10_001, body.GetProperty("row_limit").GetInt32());
        Assert.True(body.GetProperty("byte_limit").GetInt64() < 25 * 1024 * 1024);
        Assert.Equal("analytics", body.GetProperty("catalog").GetString());
        Assert.Contains(body.GetProperty("query_tags").EnumerateArray(), static tag => tag.GetProperty("value").GetString() == "local:alice");
    }

    private static string Plain(JsonElement row)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            row.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Collecting : IProgress<ToolProgress>
    {
        public List<string> Messages { get; } = [];

        public void Report(ToolProgress value) => Messages.Add(value.Message ?? "");
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => source.Cancel();
    }
}
