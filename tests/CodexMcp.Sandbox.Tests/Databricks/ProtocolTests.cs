using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.Databricks;

/// <summary>The wire: tokens, states, chunks, pages and refusals.</summary>
public sealed class ProtocolTests
{
    private const string Statements = "/api/2.0/sql/statements";

    [Theory]
    [InlineData("POST", Statements)]
    [InlineData("GET", "/api/2.0/sql/warehouses")]
    [InlineData("GET", "/api/2.1/unity-catalog/catalogs")]
    [InlineData("GET", "/api/2.0/genie/spaces")]
    public async Task Request_WithoutAToken_Is401(string method, string path)
    {
        await using var workspace = new Workspace { Token = null };
        Assert.Equal(401, (int)(await workspace.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null)).Status);

        workspace.Token = "dapi-made-up";
        var (status, json) = await workspace.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null);
        Assert.Equal(401, (int)status);
        Assert.Equal("UNAUTHENTICATED", json.GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task Token_ForClientCredentials_LivesAnHour()
    {
        var time = new ManualTime();
        await using var workspace = new Workspace(time);
        var own = workspace.Simulator.Credentials;
        async Task<(int Status, JsonElement Json)> AskAsync(string id, string secret, string form)
        {
            var (status, json) = await workspace.SendAsync(HttpMethod.Post, "/oidc/v1/token", form, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
            return ((int)status, json);
        }

        const string Form = "grant_type=client_credentials&scope=all-apis";
        Assert.Equal(401, (await AskAsync(own.ClientId, "wrong", Form)).Status);
        Assert.Equal(400, (await AskAsync(own.ClientId, own.ClientSecret, "grant_type=password&scope=all-apis")).Status);
        Assert.Equal(400, (await AskAsync(own.ClientId, own.ClientSecret, "grant_type=client_credentials&scope=everything")).Status);
        var (good, json) = await AskAsync(own.ClientId, own.ClientSecret, Form);
        Assert.Equal(200, good);
        workspace.Token = json.GetProperty("access_token").GetString();
        Assert.Equal(200, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.0/sql/warehouses")).Status);

        time.Advance(TimeSpan.FromSeconds(json.GetProperty("expires_in").GetInt32() + 1));
        Assert.Equal(401, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.0/sql/warehouses")).Status);
    }

    [Theory]
    [InlineData(""","wait_timeout":"3s" """)]
    [InlineData(""","wait_timeout":"60s" """)]
    [InlineData(""","wait_timeout":"soon" """)]
    [InlineData(""","row_limit":0""")]
    [InlineData(""","disposition":"EXTERNAL_LINKS" """)]
    [InlineData(""","format":"CSV" """)]
    [InlineData(""","on_wait_timeout":"MAYBE" """)]
    [InlineData(""","parameters":{"a":1}""")]
    [InlineData(""","parameters":[{"value":"1"}]""")]
    [InlineData(""","parameters":[{"name":"a","value":"x","type":"BIGINT"}]""")]
    [InlineData(""","query_tags":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]""")]
    public async Task Submit_AFieldThatDatabricksRefuses_Is400(string more)
    {
        await using var workspace = new Workspace();

        var (status, json) = await workspace.SubmitAsync("SELECT 1", more);

        Assert.Equal(400, (int)status);
        Assert.Equal("INVALID_PARAMETER_VALUE", json.GetProperty("error_code").GetString());
        Assert.Empty(workspace.Simulator.Statements);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"statement":""")]
    [InlineData("""{"statement":5,"warehouse_id":"5a0db0c5a11a0001"}""")]
    [InlineData("""{"statement":"\ud800","warehouse_id":"5a0db0c5a11a0001"}""")]
    [InlineData("""{"statement":"SELECT 1"}""")]
    [InlineData("""{"statement":"SELECT 1","warehouse_id":"other"}""")]
    public async Task Submit_ABodyThatIsNone_IsRefused(string body)
    {
        await using var workspace = new Workspace();

        Assert.InRange((int)(await workspace.SendAsync(HttpMethod.Post, Statements, body)).Status, 400, 404);
    }

    [Fact]
    public async Task Statement_OnAStoppedWarehouse_WaitsRunsAndEnds()
    {
        var time = new ManualTime();
        await using var workspace = new Workspace(time, new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromMinutes(2) });
        Assert.Contains("STOPPED", (await workspace.GetAsync("/api/2.0/sql/warehouses")).GetRawText());

        var pending = await workspace.RunAsync("SELECT 1 AS one", ""","wait_timeout":"0s" """);
        var id = pending.GetProperty("statement_id").GetString();
        Assert.Equal("PENDING", State(pending));
        Assert.Contains("STARTING", (await workspace.GetAsync("/api/2.0/sql/warehouses")).GetRawText());

        time.Advance(TimeSpan.FromMinutes(2));
        JsonElement done;
        do
        {
            done = await workspace.GetAsync($"{Statements}/{id}");
        }
        while (State(done) is "PENDING" or "RUNNING");

        Assert.Equal("SUCCEEDED", State(done));
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("CLOSED", State(await workspace.GetAsync($"{Statements}/{id}")));
        time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, $"{Statements}/{id}")).Status);
    }

    [Fact]
    public async Task Cancel_ARunningStatement_EndsIt()
    {
        await using var workspace = new Workspace(options: new DatabricksSimulatorOptions { StatementTime = TimeSpan.FromHours(1) });
        var id = (await workspace.RunAsync("SELECT 1", ""","wait_timeout":"0s" """)).GetProperty("statement_id").GetString();

        var (status, json) = await workspace.SendAsync(HttpMethod.Post, $"{Statements}/{id}/cancel", "{}");

        Assert.Equal(200, (int)status);
        Assert.Equal("{}", json.GetRawText());
        Assert.Equal("CANCELED", State(await workspace.GetAsync($"{Statements}/{id}")));
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Post, $"{Statements}/nothing/cancel", "{}")).Status);
    }

    [Fact]
    public async Task Submit_MoreThanMayRun_Is429WithRetryAfter()
    {
        await using var workspace = new Workspace(options: new DatabricksSimulatorOptions { StatementTime = TimeSpan.FromHours(1), MaxRunningStatements = 2 });
        await workspace.RunAsync("SELECT 1", ""","wait_timeout":"0s" """);
        await workspace.RunAsync("SELECT 1", ""","wait_timeout":"0s" """);

        Assert.Equal(429, (int)(await workspace.SubmitAsync("SELECT 1", ""","wait_timeout":"0s" """)).Status);
    }

    [Fact]
    public async Task Result_OfManyRows_ComesInChunksThatFit()
    {
        await using var workspace = new Workspace(options: new DatabricksSimulatorOptions { RowsPerChunk = 40 });
        var first = await workspace.RunAsync("SELECT transaction_id FROM transactions ORDER BY 1", ""","row_limit":100""");
        var id = first.GetProperty("statement_id").GetString();
        var manifest = first.GetProperty("manifest");

        Assert.Equal(3, manifest.GetProperty("total_chunk_count").GetInt32());
        Assert.Equal(100, manifest.GetProperty("total_row_count").GetInt32());
        Assert.True(manifest.GetProperty("truncated").GetBoolean());
        var next = 1;
        var rows = first.GetProperty("result").GetProperty("data_array").GetArrayLength();
        for (var chunk = first.GetProperty("result"); chunk.TryGetProperty("next_chunk_index", out var index);)
        {
            Assert.Equal(next++, index.GetInt32());
            chunk = await workspace.GetAsync($"{Statements}/{id}/result/chunks/{index}");
            rows += chunk.GetProperty("data_array").GetArrayLength();
        }

        Assert.Equal(100, rows);
        Assert.Equal(400, (int)(await workspace.SendAsync(HttpMethod.Get, $"{Statements}/{id}/result/chunks/3")).Status);
        Assert.Equal(400, (int)(await workspace.SendAsync(HttpMethod.Get, $"{Statements}/{id}/result/chunks/-1")).Status);
    }

    [Fact]
    public async Task Result_WithoutRows_LeavesTheListOut()
    {
        await using var workspace = new Workspace();

        Assert.False((await workspace.RunAsync("SELECT 1 AS a WHERE 1 = 0")).GetProperty("result").TryGetProperty("data_array", out _));
    }

    [Fact]
    public async Task Catalog_PagesWithNothingToSee_AreEmptyAndGoOn()
    {
        await using var workspace = new Workspace(options: new DatabricksSimulatorOptions { CatalogPageSize = 1 });

        var empty = await workspace.GetAsync("/api/2.1/unity-catalog/catalogs?page_token=page-1");

        Assert.Equal(0, empty.GetProperty("catalogs").GetArrayLength());
        Assert.Equal("page-2", empty.GetProperty("next_page_token").GetString());
        Assert.Equal(400, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.1/unity-catalog/catalogs?max_results=-1")).Status);
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.1/unity-catalog/schemas?catalog_name=finance")).Status);
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.1/unity-catalog/tables?catalog_name=analytics&schema_name=raw")).Status);
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.1/unity-catalog/tables/analytics.raw.customers")).Status);
        Assert.Equal("day", (await workspace.GetAsync("/api/2.1/unity-catalog/tables/analytics.curated.transactions")).GetProperty("columns").EnumerateArray()
            .Single(static column => column.TryGetProperty("partition_index", out _)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Genie_OfEveryEntry_RunsAndAnswers()
    {
        await using var workspace = new Workspace();
        var spaces = await workspace.GetAsync("/api/2.0/genie/spaces?page_size=1");
        Assert.Equal(1, spaces.GetProperty("spaces").GetArrayLength());
        Assert.Equal("1", spaces.GetProperty("next_page_token").GetString());
        foreach (var space in GenieBook.Spaces)
        {
            foreach (var entry in space.Entries)
            {
                var path = $"/api/2.0/genie/spaces/{space.Id}";
                var (_, started) = await workspace.SendAsync(HttpMethod.Post, $"{path}/start-conversation", $$"""{"content":"{{string.Join(' ', entry.Words)}}?"}""");
                var message = $"{path}/conversations/{started.GetProperty("conversation_id").GetString()}/messages/{started.GetProperty("message_id").GetString()}";
                Assert.Equal("EXECUTING_QUERY", (await workspace.GetAsync(message)).GetProperty("status").GetString());
                var done = await workspace.GetAsync(message);
                Assert.Equal("COMPLETED", done.GetProperty("status").GetString());
                var query = done.GetProperty("attachments")[0];
                Assert.Equal(entry.Sql, query.GetProperty("query").GetProperty("query").GetString());
                var rows = await workspace.GetAsync($"{message}/attachments/{query.GetProperty("attachment_id").GetString()}/query-result");
                Assert.NotEqual(0, rows.GetProperty("statement_response").GetProperty("result").GetProperty("data_array").GetArrayLength());
            }
        }
    }

    [Fact]
    public async Task Genie_AQuestionAboutSomethingElse_HasNoQuery()
    {
        await using var workspace = new Workspace();
        var path = $"/api/2.0/genie/spaces/{GenieBook.Spaces[0].Id}";
        var (_, started) = await workspace.SendAsync(HttpMethod.Post, $"{path}/start-conversation", """{"content":"weather tomorrow"}""");
        var message = $"{path}/conversations/{started.GetProperty("conversation_id").GetString()}/messages/{started.GetProperty("message_id").GetString()}";
        await workspace.GetAsync(message);

        var done = await workspace.GetAsync(message);

        Assert.Equal("COMPLETED", done.GetProperty("status").GetString());
        Assert.DoesNotContain("\"query\"", done.GetRawText());
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/2.0/genie/spaces/other")).Status);
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, message.Replace(GenieBook.Spaces[0].Id, GenieBook.Spaces[1].Id, StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Address_ThatIsNone_Is404()
    {
        await using var workspace = new Workspace();
        Assert.Equal(404, (int)(await workspace.SendAsync(HttpMethod.Get, "/api/9.9/everything")).Status);
    }

    private static string? State(JsonElement answer) => answer.GetProperty("status").GetProperty("state").GetString();
}
