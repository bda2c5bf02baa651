using System.Net;
using System.Text.Json;
using CodexMcp.Sandbox.Faults;
using CodexMcp.Sandbox.Snowflake;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Snowflake;

/// <summary>The wire protocol: status codes, envelopes, polling, partitions, cancel, repeats, faults.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SnowflakeSimulator _simulator = null!;
    private SqlClient _client = null!;

    public ValueTask InitializeAsync()
    {
        Use(new SnowflakeSimulatorOptions());
        return ValueTask.CompletedTask;
    }

    private void Use(SnowflakeSimulatorOptions options)
    {
        _simulator = new SnowflakeSimulator(_time, options);
        _client = SqlClient.InProcess(_simulator);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _simulator.DisposeAsync();
    }

    /// <summary>Moves the clock when the simulator waits on it, until the task is done.</summary>
    private async Task<T> Drive<T>(Task<T> task, TimeSpan step, int timers = 1)
    {
        while (!task.IsCompleted)
        {
            if (_time.Waiting >= timers)
            {
                _time.Advance(step);
            }

            await Task.Yield();
        }

        return await task;
    }

    [Fact]
    public async Task Result_OfAQuery_HasTheWholeEnvelope()
    {
        var answer = await _client.QueryAsync("SELECT day, dau, 1.25 AS rate, 'x' AS t, TRUE AS b, CURRENT_TIMESTAMP() AS at FROM daily_active_users ORDER BY day LIMIT 1");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("090001", answer.Code);
        Assert.Equal("00000", answer.Json.GetProperty("sqlState").GetString());
        Assert.True(Guid.TryParse(answer.Handle, out _));
        Assert.Equal(1773826200000, answer.Json.GetProperty("createdOn").GetInt64());
        Assert.StartsWith($"/api/v2/statements/{answer.Handle}?requestId=", answer.Json.GetProperty("statementStatusUrl").GetString());
        var meta = answer.Json.GetProperty("resultSetMetaData");
        Assert.Equal("jsonv2", meta.GetProperty("format").GetString());
        Assert.Equal(1, meta.GetProperty("numRows").GetInt32());
        Assert.Equal(1, meta.GetProperty("partitionInfo")[0].GetProperty("rowCount").GetInt32());
        Assert.Equal(["date", "fixed", "fixed", "text", "boolean", "timestamp_ltz"], answer.RowType.Select(c => c.GetProperty("type").GetString()!));
        Assert.Equal("DAILY_ACTIVE_USERS", answer.RowType[0].GetProperty("table").GetString());
        Assert.Equal("ANALYTICS", answer.RowType[0].GetProperty("database").GetString());
        Assert.False(answer.RowType[0].GetProperty("nullable").GetBoolean());
        Assert.Equal(2, answer.RowType[2].GetProperty("scale").GetInt32());
        Assert.Equal(3, answer.RowType[2].GetProperty("precision").GetInt32());
        Assert.Equal("19800", answer.Rows[0][0]);
        Assert.EndsWith(".000000000", answer.Rows[0][5]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"statement\":1}")]
    [InlineData("{\"statement\":\"\"}")]
    [InlineData("{\"statement\":\"SELECT 1\"")]
    [InlineData("{\"statement\":\"SELECT 1\",\"timeout\":-1}")]
    [InlineData("{\"statement\":\"SELECT 1\",\"timeout\":1e999}")]
    [InlineData("{\"statement\":\"SELECT 1\",\"role\":7}")]
    [InlineData("{\"statement\":\"SELECT 1\",\"bindings\":[]}")]
    [InlineData("{\"statement\":\"SELECT ?\",\"bindings\":{\"1\":{\"type\":\"FIXED\",\"value\":1}}}")]
    [InlineData("{\"statement\":\"SELECT ?\",\"bindings\":{\"x\":{\"type\":\"FIXED\",\"value\":\"1\"}}}")]
    [InlineData("{\"statement\":\"\\uD800\"}")]
    public async Task Payload_NotValid_400(string body)
    {
        var answer = await _client.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("390142", answer.Code);
        Assert.Equal(0, _simulator.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task Payload_DeepOrNotUtf8_400()
    {
        Assert.Equal("390142", (await _client.PostAsync($"{{\"statement\":\"SELECT 1\",\"x\":{new string('[', 10_000)}")).Code);
        using var content = new ByteArrayContent([.. "{\"statement\":\"SELECT '"u8, 0xC3, 0x28, .. "'\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var response = await _client.Http.PostAsync("/api/v2/statements", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Headers_MissingOrWrong_Refused()
    {
        using var text = new StringContent(SqlClient.Body("SELECT 1"));
        using var wrong = await _client.Http.PostAsync("/api/v2/statements", text, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrong.StatusCode);

        _client.Http.DefaultRequestHeaders.UserAgent.Clear();
        Assert.Equal("391903", (await _client.QueryAsync("SELECT 1")).Code);
        Assert.Equal(0, _simulator.Activity.StatementsExecuted);
    }

    [Theory]
    [InlineData("/", 404)]
    [InlineData("/api/v2/statement", 404)]
    [InlineData("/api/v2/statements", 405)]
    [InlineData("/api/v2/statements/x/y", 404)]
    [InlineData("/api/v2/statements/x/cancel", 405)]
    public async Task Get_WrongPathOrMethod_PlainStatus(string path, int status)
    {
        Assert.Equal(status, (int)(await _client.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Submit_Async_202ThenResult()
    {
        var submitted = await _client.QueryAsync("SELECT SYSTEM$WAIT(5)", query: "?async=true");
        Assert.Equal(HttpStatusCode.Accepted, submitted.Status);
        Assert.Equal("333334", submitted.Code);
        Assert.Equal(HttpStatusCode.Accepted, (await _client.GetAsync($"/api/v2/statements/{submitted.Handle}")).Status);

        // The statement's own limit and its wait: only then may the clock move.
        while (_time.Waiting < 2)
        {
            await Task.Yield();
        }

        Task<Answer> Poll() => _client.GetAsync($"/api/v2/statements/{submitted.Handle}");
        Answer answer;
        do
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            answer = await Poll();
        }
        while (answer.Status == HttpStatusCode.Accepted);

        Assert.Equal("waited 5 seconds", answer.Text);
    }

    [Fact]
    public async Task Submit_SlowerThanTheSyncWait_202()
    {
        var answer = await Drive(_client.QueryAsync("CALL SYSTEM$WAIT(100)"), TimeSpan.FromSeconds(15), timers: 3);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
    }

    [Fact]
    public async Task Timeout_WhileWaiting_408AndThen422()
    {
        var answer = await Drive(_client.QueryAsync("SELECT SYSTEM$WAIT(30)", ",\"timeout\":2"), TimeSpan.FromSeconds(1), timers: 3);

        Assert.Equal(HttpStatusCode.RequestTimeout, answer.Status);
        Assert.Equal("000630", answer.Code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.GetAsync($"/api/v2/statements/{answer.Handle}")).Status);
    }

    [Fact]
    public async Task Cancel_OfAWaitAndOfARunawayQuery_Stops()
    {
        foreach (var sql in (string[])["SELECT SYSTEM$WAIT(1000)", "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"])
        {
            var running = await _client.QueryAsync(sql, query: "?async=true");
            var cancelled = await _client.PostAsync("{}", path: $"/api/v2/statements/{running.Handle}/cancel");
            Assert.Equal(HttpStatusCode.OK, cancelled.Status);
            Assert.Equal("000604", cancelled.Code);
            var after = await _client.GetAsync($"/api/v2/statements/{running.Handle}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, after.Status);
            Assert.Equal("000604", after.Code);
            Assert.Equal("000605", (await _client.PostAsync("{}", path: $"/api/v2/statements/{running.Handle}/cancel")).Code);
        }

        Assert.Equal(2, _simulator.Activity.StatementsCancelled);
        Assert.Equal("1", (await _client.QueryAsync("SELECT 1")).Text);
    }

    [Fact]
    public async Task RunawayQuery_Timeout_Ends()
    {
        var running = _client.QueryAsync("SELECT COUNT(*) FROM daily_active_users a, daily_active_users b, daily_active_users c", ",\"timeout\":3");
        var answer = await Drive(running, TimeSpan.FromSeconds(1), timers: 2);

        Assert.Equal("000630", answer.Code);
    }

    [Theory]
    [InlineData("01234567-0000-0000-0000-000000000000")]
    [InlineData("x")]
    [InlineData("..")]
    public async Task Handle_Unknown_000709(string handle)
    {
        var status = await _client.GetAsync($"/api/v2/statements/{Uri.EscapeDataString(handle)}");
        if (handle != "..")
        {
            Assert.Equal("000709", status.Code);
            Assert.Equal("000709", (await _client.PostAsync("{}", path: $"/api/v2/statements/{handle}/cancel")).Code);
        }
        else
        {
            Assert.NotEqual(HttpStatusCode.OK, status.Status);
        }
    }

    [Fact]
    public async Task Result_Expired_000709()
    {
        var answer = await _client.QueryAsync("SELECT 1");
        _time.Advance(TimeSpan.FromHours(25));

        Assert.Equal("000709", (await _client.GetAsync($"/api/v2/statements/{answer.Handle}")).Code);
    }

    [Fact]
    public async Task Partitions_OfALargeResult_AreGzipWithLinks()
    {
        await DisposeAsync();
        Use(new SnowflakeSimulatorOptions { RowsPerPartition = 100 });

        var first = await _client.QueryAsync("SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 250)) ORDER BY 1");
        var path = $"/api/v2/statements/{first.Handle}?partition=";
        var second = await _client.GetAsync(path + "1");
        var third = await _client.GetAsync(path + "2");

        Assert.Equal([100, 100, 50], first.Json.GetProperty("resultSetMetaData").GetProperty("partitionInfo").EnumerateArray().Select(p => p.GetProperty("rowCount").GetInt32()));
        Assert.Contains("partition=1>;rel=\"next\"", first.Link);
        Assert.Equal("gzip", second.Encoding);
        Assert.False(second.Json.TryGetProperty("resultSetMetaData", out _));
        Assert.Contains("rel=\"prev\"", second.Link);
        Assert.DoesNotContain("rel=\"next\"", third.Link);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}"), first.Rows.Concat(second.Rows).Concat(third.Rows).Select(r => r[0]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.GetAsync(path + "3")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(path + "-1")).Status);
    }

    [Fact]
    public async Task Retry_SameRequestId_RunsOnce()
    {
        _client.Role = "SYSADMIN";
        await _client.QueryAsync("CREATE TABLE analytics.raw.once (x INT)");
        var id = Guid.NewGuid();
        _simulator.Activity.Fail(new WireFault(WireFaultKind.AnswerLost));
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.QueryAsync("INSERT INTO analytics.raw.once VALUES (1)", query: $"?requestId={id}"));

        var again = await _client.QueryAsync("INSERT INTO analytics.raw.once VALUES (1)", query: $"?requestId={id}&retry=true");

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(1, again.Json.GetProperty("stats").GetProperty("numRowsInserted").GetInt32());
        Assert.Equal("1", (await _client.QueryAsync("SELECT COUNT(*) FROM analytics.raw.once")).Text);

        // Without retry=true it is a new submission.
        await _client.QueryAsync("INSERT INTO analytics.raw.once VALUES (1)", query: $"?requestId={id}");
        Assert.Equal("2", (await _client.QueryAsync("SELECT COUNT(*) FROM analytics.raw.once")).Text);
    }

    [Fact]
    public async Task Bindings_OfEveryType_ReachTheQuery()
    {
        const string bindings = """
            ,"bindings":{"1":{"type":"FIXED","value":"9007199254740993"},"2":{"type":"REAL","value":"1.5"},"3":{"type":"TEXT","value":"a'b"},
            "4":{"type":"BOOLEAN","value":"true"},"5":{"type":"DATE","value":"1709164800000"},"6":{"type":"TIMESTAMP_NTZ","value":"1709164800123456789"},
            "7":{"type":"FIXED","value":"12345678901234567890123456789012345678"},"8":{"type":"TEXT","value":null}}
            """;

        var answer = await _client.QueryAsync("SELECT ?, ?, ?, ?, ?, ?, ?, ?", bindings);

        Assert.Equal("9007199254740993|1.5|a'b|true|19782|1709164800.123456000|12345678901234567890123456789012345678|∅", answer.Text);
        Assert.Equal("002049", (await _client.QueryAsync("SELECT ?")).Code);
        Assert.Equal("100037", (await _client.QueryAsync("SELECT ?", ",\"bindings\":{\"1\":{\"type\":\"FIXED\",\"value\":\"1 OR 1\"}}")).Code);
        Assert.Equal("false", (await _client.QueryAsync("SELECT country = ? FROM releases r, daily_totals LIMIT 1".Replace("country", "platform"), ",\"bindings\":{\"1\":{\"type\":\"TEXT\",\"value\":\"' OR '1'='1\"}}")).Text);
    }

    [Fact]
    public async Task Nullable_False_WritesNullAsText()
    {
        var answer = await _client.QueryAsync("SELECT NULL, 1", query: "?nullable=false");

        Assert.Equal("null|1", answer.Text);
    }

    [Fact]
    public async Task Parameters_TagRowsAndUnknown_AreUsedOrRefused()
    {
        var limited = await _client.QueryAsync("SELECT platform FROM releases", ",\"parameters\":{\"query_tag\":\"codexmcp:test\",\"ROWS_PER_RESULTSET\":3}");
        Assert.Equal(3, limited.Rows.Count);
        Assert.Equal(["codexmcp:test"], _simulator.Activity.QueryTags);
        Assert.Equal("000002", (await _client.QueryAsync("SELECT 1", ",\"parameters\":{\"timezone\":\"Europe/Berlin\"}")).Code);
        Assert.Equal("000002", (await _client.QueryAsync("SELECT 1", ",\"parameters\":{\"no_such\":\"1\"}")).Code);
    }

    [Fact]
    public async Task MultiStatement_WithItsCount_GivesAHandleForEach()
    {
        _client.Role = "SYSADMIN";
        const string sql = "USE SCHEMA analytics.raw; CREATE TABLE m (x INT); BEGIN; INSERT INTO m VALUES (1), (2); ROLLBACK; SELECT COUNT(*) FROM m";

        var answer = await _client.QueryAsync(sql, ",\"parameters\":{\"MULTI_STATEMENT_COUNT\":\"6\"}");

        Assert.Equal("Multiple statements executed successfully.", answer.Text);
        var handles = answer.Json.GetProperty("statementHandles").EnumerateArray().Select(h => h.GetString()).ToList();
        Assert.Equal(6, handles.Count);
        Assert.Equal("0", (await _client.GetAsync($"/api/v2/statements/{handles[5]}")).Text);
        Assert.Equal("000008", (await _client.QueryAsync("SELECT 1; DELETE FROM analytics.raw.events")).Code);
        Assert.NotEqual("0", (await _client.QueryAsync("SELECT COUNT(*) FROM analytics.raw.events")).Text);
    }

    [Theory]
    [InlineData(WireFaultKind.TooManyRequests, 429, 0)]
    [InlineData(WireFaultKind.InternalError, 500, 0)]
    [InlineData(WireFaultKind.Unavailable, 503, 0)]
    [InlineData(WireFaultKind.GatewayTimeout, 504, 0)]
    [InlineData(WireFaultKind.AnswerReplacedBy500, 500, 1)]
    public async Task Fault_Planned_ComesOnceAndOnlyThen(WireFaultKind kind, int status, int executed)
    {
        _simulator.Activity.Fail(kind, SnowflakeRequestKind.Submit);

        Assert.Equal(status, (int)(await _client.QueryAsync("SELECT 1")).Status);
        Assert.Equal(executed, _simulator.Activity.StatementsExecuted);
        Assert.Equal(HttpStatusCode.OK, (await _client.QueryAsync("SELECT 1")).Status);
        Assert.Equal(2, _simulator.Activity.Requests(SnowflakeRequestKind.Submit));
    }

    [Fact]
    public async Task Fault_BadBodies_AreBad()
    {
        _simulator.Activity.Fail(new WireFault(WireFaultKind.BrokenGzip));
        await Assert.ThrowsAsync<InvalidDataException>(() => _client.QueryAsync("SELECT 1"));
        _simulator.Activity.Fail(new WireFault(WireFaultKind.TruncatedJson));
        await Assert.ThrowsAnyAsync<JsonException>(() => _client.QueryAsync("SELECT 1"));
    }

    [Fact]
    public async Task Fault_SlowAndHang_FollowTheClockAndTheClient()
    {
        _simulator.Activity.Fail(new WireFault(WireFaultKind.Slow) { Delay = TimeSpan.FromSeconds(7) });
        var slow = _client.QueryAsync("SELECT 1");
        while (_time.Waiting == 0)
        {
            await Task.Yield();
        }

        Assert.False(slow.IsCompleted);
        Assert.Equal(0, _simulator.Activity.StatementsExecuted);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("1", (await slow).Text);

        _simulator.Activity.Fail(new WireFault(WireFaultKind.Hang));
        using var impatient = new CancellationTokenSource();
        var hanging = _client.Http.GetAsync("/api/v2/statements/x", impatient.Token);
        Assert.False(hanging.IsCompleted);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Submit_MoreThanMayRun_429()
    {
        await DisposeAsync();
        Use(new SnowflakeSimulatorOptions { MaxRunningStatements = 2 });
        for (var i = 0; i < 2; i++)
        {
            await _client.QueryAsync("SELECT SYSTEM$WAIT(60)", query: "?async=true");
        }

        var answer = await _client.QueryAsync("SELECT 1");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("390505", answer.Code);
    }

    [Theory]
    [InlineData(3, 1_000_000)]
    [InlineData(500, 1_000)]
    public async Task Results_MoreThanAreKept_TheOldestGoes(int statements, int cells)
    {
        await DisposeAsync();
        Use(new SnowflakeSimulatorOptions { MaxKeptStatements = statements, MaxKeptCells = cells });
        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await _client.QueryAsync("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 400))"));
        }

        Assert.Equal("000709", (await _client.GetAsync($"/api/v2/statements/{answers[0].Handle}")).Code);
        Assert.Equal(400, (await _client.GetAsync($"/api/v2/statements/{answers[3].Handle}")).Rows.Count);
    }

    [Fact]
    public async Task Result_LargerThanAllowed_IsCutAndSaysSo()
    {
        await DisposeAsync();
        Use(new SnowflakeSimulatorOptions { MaxResultRows = 10 });

        var answer = await _client.QueryAsync("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n");

        Assert.Equal("391908", answer.Code);
        Assert.Equal(10, answer.Rows.Count);
    }

    [Fact]
    public async Task Queries_ManyAtOnce_AllAnswered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _client.QueryAsync($"SELECT {i}, COUNT(*) FROM releases")));

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}|37"), answers.Select(a => a.Text));
    }
}
