using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

/// <summary>Genie runs its SQL before we see it: what comes of it is handed out only when the role's scope allows all that it read.</summary>
public sealed class GenieTests
{
    private static JsonElement Spaces(string more = "") => Some.Json($$"""{"genie_spaces":["{{Harness.Growth}}","{{Harness.Revenue}}"]{{more}}}""");

    [Fact]
    public async Task ListSpaces_OfARole_HoldItsOwnOnly()
    {
        await using var harness = new Harness { Scope = Some.Json($$"""{"genie_spaces":["{{Harness.Revenue}}"]}""") };
        Assert.Equal(Harness.Revenue, Assert.Single((await harness.RunAsync("list_genie_spaces")).GetProperty("spaces").EnumerateArray()).GetProperty("space_id").GetString());

        harness.Scope = null;
        Assert.Equal(0, (await harness.RunAsync("list_genie_spaces")).GetProperty("spaces").GetArrayLength());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"genie_spaces":[]}""")]
    [InlineData("""{"genie_spaces":["01ef5a0dbc5a11a000000000000000e2"]}""")]
    public async Task Ask_ASpaceThatIsNotTheRoles_IsAskedNothing(string? scope)
    {
        await using var harness = new Harness { Scope = scope is null ? null : Some.Json(scope) };

        Assert.Contains("no such Genie space", (await harness.FailAsync("genie_ask", ("space_id", Harness.Growth), ("question", "dau?"))).Message);
        Assert.Equal(0, harness.Activity.CountOf("POST", "/api/*"));
    }

    [Fact]
    public async Task Ask_AQuestion_GivesSqlTextAndRows()
    {
        await using var harness = new Harness(time: new SkippingTime()) { Scope = Spaces() };

        var answer = await AskAsync(harness, Harness.Growth, "How many active users by country?");

        Assert.Equal("completed", answer.GetProperty("status").GetString());
        var query = Assert.Single(answer.GetProperty("queries").EnumerateArray());
        Assert.True(query.GetProperty("allowed").GetBoolean());
        Assert.Contains("daily_active_users", query.GetProperty("sql").GetString());
        Assert.NotEqual(0, answer.GetProperty("text").GetArrayLength());
        var rows = await harness.RunAsync("genie_result", ("answer_id", answer.GetProperty("answer_id").GetString()), ("attachment_id", query.GetProperty("attachment_id").GetString()), ("max_rows", 2));
        Assert.Equal(2, rows.GetProperty("rows").GetArrayLength());
        var rest = await harness.RunAsync("genie_result", ("answer_id", answer.GetProperty("answer_id").GetString()), ("attachment_id", query.GetProperty("attachment_id").GetString()),
            ("continuation", rows.GetProperty("continuation").GetString()));
        Assert.NotEqual(rows.GetProperty("rows")[0].GetRawText(), rest.GetProperty("rows")[0].GetRawText());
    }

    [Fact]
    public async Task Ask_FollowUp_GoesOnInTheConversation()
    {
        await using var harness = new Harness(time: new SkippingTime()) { Scope = Spaces() };
        var first = await AskAsync(harness, Harness.Growth, "How many active users by country?");

        var second = await AskAsync(harness, Harness.Growth, "And by day?", ("follow_up", first.GetProperty("answer_id").GetString()));

        Assert.Equal("completed", second.GetProperty("status").GetString());
        Assert.Equal(1, harness.Activity.CountOf("POST", $"/api/2.0/genie/spaces/{Harness.Growth}/start-conversation"));
    }

    [Theory]
    [InlineData(Harness.Revenue, "Who are the largest customers?", ",\"tables\":[\"monthly_revenue\"]")]
    [InlineData(Harness.Revenue, "Who are the largest customers?", ",\"deny_columns\":[\"accounts.arr_usd\"]")]
    [InlineData(Harness.Revenue, "Who are the largest customers?", ",\"deny_columns\":[\"*.ACCOUNT_NAME\"]")]
    [InlineData(Harness.Revenue, "Who are the largest customers?", ",\"row_filters\":{\"accounts\":\"country = 'DE'\"}")]
    [InlineData(Harness.Revenue, "Why did subscriptions churn?", ",\"required_predicates\":{\"subscriptions\":\"started_on\"}")]
    [InlineData(Harness.Growth, "Which releases were there?", ",\"deny_columns\":[\"releases.notes\"]")]
    public async Task Ask_AQueryBeyondTheScope_IsWithheldWhole(string space, string question, string scope)
    {
        await using var harness = new Harness(time: new SkippingTime()) { Scope = Spaces(scope) };

        var answer = await AskAsync(harness, space, question);

        Assert.Equal("withheld", answer.GetProperty("status").GetString());
        var query = Assert.Single(answer.GetProperty("queries").EnumerateArray());
        Assert.False(query.GetProperty("allowed").GetBoolean());
        Assert.NotEmpty(query.GetProperty("refused_because").GetString()!);
        Assert.False(query.TryGetProperty("sql", out _));
        Assert.False(answer.TryGetProperty("text", out _));
        // Neither its rows nor a question about what Genie saw.
        var attachment = await AttachmentAsync(harness);
        Assert.Contains("not handed out", (await harness.FailAsync("genie_result", ("answer_id", answer.GetProperty("answer_id").GetString()), ("attachment_id", attachment))).Message);
        Assert.Equal(0, harness.Activity.CountOf("GET", $"/api/2.0/genie/spaces/{space}/conversations/x") + harness.Activity.Requests.Count(static request => request.EndsWith("/query-result", StringComparison.Ordinal)));
        Assert.Contains("can't go on", (await harness.FailAsync("genie_ask", ("space_id", space), ("question", "What was the first row?"), ("follow_up", answer.GetProperty("answer_id").GetString()))).Message);
    }

    [Fact]
    public async Task Ask_ColumnsThatAreAllowed_OfATableWithDeniedOnes_ComeOut()
    {
        await using var harness = new Harness(time: new SkippingTime()) { Scope = Spaces(",\"deny_columns\":[\"accounts.domain\"]") };

        Assert.Equal("completed", (await AskAsync(harness, Harness.Revenue, "Who are the largest customers?")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Ask_WithoutWaiting_GivesAnAnswerIdToAskWith()
    {
        await using var harness = new Harness { Scope = Spaces() };

        var running = await harness.RunAsync("genie_ask", ("space_id", Harness.Growth), ("question", "dau"), ("wait_seconds", 0));
        Assert.Equal("running", running.GetProperty("status").GetString());
        var id = running.GetProperty("answer_id").GetString();
        Assert.Contains("can't go on", (await harness.FailAsync("genie_ask", ("space_id", Harness.Growth), ("question", "more"), ("follow_up", id))).Message);
        JsonElement answer;
        do
        {
            answer = await harness.RunAsync("genie_result", ("answer_id", id));
        }
        while (answer.GetProperty("status").GetString() == "running");

        Assert.Equal("completed", answer.GetProperty("status").GetString());
        Assert.Contains("no question", (await harness.FailAsync(harness.Call("genie_result", ("answer_id", id)) with { Principal = "local:mallory" })).Message);
    }

    [Theory]
    [InlineData("FAILED", "SQL_EXECUTION_EXCEPTION", ConnectorFailure.Refused)]
    [InlineData("FAILED", "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION", ConnectorFailure.RateLimited)]
    [InlineData("FAILED", "WAREHOUSE_ACCESS_MISSING_EXCEPTION", ConnectorFailure.Configuration)]
    [InlineData("FAILED", "SOMETHING_NEW", ConnectorFailure.Refused)]
    [InlineData("CANCELLED", "", ConnectorFailure.Refused)]
    public async Task Ask_GenieFails_SaysWhatToDoWithoutItsWords(string status, string type, ConnectorFailure failure)
    {
        await using var harness = Faked($$$"""{"status":"{{{status}}}","error":{"type":"{{{type}}}","error":"row: alice@larkspur.example"}}""");

        var exception = await harness.FailAsync("genie_result", ("answer_id", await IdAsync(harness)));

        Assert.Equal(failure, exception.Failure);
        Assert.DoesNotContain("alice", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT 1; DROP TABLE x")]
    [InlineData("INSERT INTO analytics.curated.releases SELECT 1")]
    [InlineData("SELECT ai_query('m', 'x')")]
    [InlineData("SELECT a FROM accounts a")]
    [InlineData("SELECT * FROM analytics.raw.customers")]
    [InlineData("SELECT to_json(a) FROM analytics.curated.accounts a")]
    [InlineData("SELECT count(*), max(`domain`) FROM analytics.curated.accounts")]
    [InlineData("SELECT x.account_name FROM analytics.curated.accounts x JOIN (SELECT 1 AS domain) y USING (`domain`)")]
    [InlineData("SELECT account_name FROM analytics.curated.accounts NATURAL JOIN analytics.curated.releases")]
    public async Task Result_OfGeneratedSqlThatTheGuardRefuses_IsWithheld(string sql)
    {
        var quoted = JsonEncodedText.Encode(sql);
        await using var harness = Faked($$$"""
            {"status":"COMPLETED","attachments":[{"attachment_id":"a1","query":{"query":"{{{quoted}}}"}},{"attachment_id":"t1","text":{"content":"It is alice@larkspur.example"}}]}
            """);
        harness.Scope = Spaces(",\"schemas\":[\"curated\"],\"deny_columns\":[\"accounts.domain\"]");

        var answer = await harness.RunAsync("genie_result", ("answer_id", await IdAsync(harness)));

        Assert.Equal("withheld", answer.GetProperty("status").GetString());
        Assert.DoesNotContain("alice", answer.GetRawText());
    }

    [Fact]
    public async Task Result_OfALongAnswer_FitsTheCapOnResults()
    {
        var sql = $"SELECT {string.Join(", ", Enumerable.Range(0, 3000).Select(static i => $"account_name AS a{i}"))} FROM analytics.curated.accounts";
        await using var harness = Faked($$$"""
            {"status":"COMPLETED","attachments":[{"attachment_id":"a1","query":{"query":"{{{sql}}}"}},{"attachment_id":"t1","text":{"content":"{{{new string('x', 100_000)}}}"}}]}
            """);

        var answer = await harness.RunAsync("genie_result", ("answer_id", await IdAsync(harness)));

        Assert.Equal("completed", answer.GetProperty("status").GetString());
        Assert.True(answer.GetProperty("queries")[0].GetProperty("sql_cut").GetBoolean());
        Assert.True(answer.GetRawText().Length < 40_000);
    }

    [Fact]
    public async Task Result_OfSqlThatCannotBeRead_DoesNotQuoteIt()
    {
        await using var harness = Faked("""{"status":"COMPLETED","attachments":[{"attachment_id":"a1","query":{"query":"SELECT 1 'alice' 'bob' FROM WHERE"}}]}""");

        Assert.DoesNotContain("alice", (await harness.RunAsync("genie_result", ("answer_id", await IdAsync(harness)))).GetRawText());
    }

    private static async Task<JsonElement> AskAsync(Harness harness, string space, string question, params (string Name, object? Value)[] more) =>
        await harness.RunAsync("genie_ask", [("space_id", space), ("question", question), .. more]);

    /// <summary>A Genie that says what the test says; its message has been asked for before.</summary>
    private static Harness Faked(string message) => new(new Vendor((request, _) => Vendor.Json(200,
        request.RequestUri!.AbsolutePath.EndsWith("/start-conversation", StringComparison.Ordinal) ? """{"conversation_id":"c1","message_id":"m1","message":{"message_id":"m1"}}"""
        : request.RequestUri.AbsolutePath.Contains("/unity-catalog/tables/", StringComparison.Ordinal) ? """{"columns":[{"name":"account_name","position":0},{"name":"domain","position":1}]}"""
        : message)))
    {
        Scope = Spaces(),
    };

    private static async Task<string?> IdAsync(Harness harness) =>
        (await harness.RunAsync("genie_ask", ("space_id", Harness.Growth), ("question", "x"), ("wait_seconds", 0))).GetProperty("answer_id").GetString();

    /// <summary>The attachment's id as an agent that has been told nothing might still guess it: from the address of the message.</summary>
    private static Task<string> AttachmentAsync(Harness harness)
    {
        var message = harness.Activity.Requests.Last(static request => request.Contains("/messages/", StringComparison.Ordinal)).Split('/')[^1];
        return Task.FromResult("a" + message[..31]);
    }
}
