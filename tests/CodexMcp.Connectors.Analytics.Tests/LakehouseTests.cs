using CodexMcp.Connectors.Analytics.Tests.Support;

namespace CodexMcp.Connectors.Analytics.Tests;

/// <summary>The same analysis through Databricks: names in backticks, values by name, the same cause.</summary>
public sealed class LakehouseTests : IAsyncLifetime
{
    private const string Users = "\"table\":\"daily_active_users\",\"date_column\":\"day\",\"measure\":{\"sum\":\"dau\"}";

    private readonly Warehouse warehouse = new() { Analytics = Some.Json("""{"query_tool":"databricks_run_query","catalog_tool":"databricks_catalog_search"}""") };

    public LakehouseTests() => warehouse.Callable.Add("databricks_run_query");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => warehouse.DisposeAsync();

    [Fact]
    public async Task ExplainChange_ThroughDatabricks_FindsTheSameCause()
    {
        var report = (await warehouse.RunAsync("explain_change", $$"""
            { {{Users}},"dimensions":["source","platform","country"],"current_from":"{{Some.Day(Warehouse.Yesterday.AddDays(-2))}}"}
            """)).Structured;

        Assert.Equal("""{"source":"paid_social","platform":"android"}""", report.GetProperty("causes")[0].GetProperty("segment").GetRawText());
        var query = report.GetProperty("queries")[0];
        Assert.Contains("`day` >= CAST(:v0 AS DATE)", query.GetProperty("statement").GetString(), StringComparison.Ordinal);
        Assert.True(query.GetProperty("parameters").TryGetProperty("v1", out _));
    }

    [Fact]
    public async Task Others_ThroughDatabricks_Read()
    {
        var from = Some.Day(Warehouse.Yesterday.AddDays(-2));
        Assert.Equal(from, (await warehouse.RunAsync("detect_anomalies", $$"""{ {{Users}} }""")).Structured.GetProperty("runs").EnumerateArray().Last().GetProperty("from").GetString());
        Assert.NotEmpty((await warehouse.RunAsync("chart", $$"""{ "kind":"bar",{{Users}},"split":"country","filters":{"platform":["android",null]} }""")).Content);
        Assert.True((await warehouse.RunAsync("cohorts", """{"table":"subscriptions","date_column":"started_on","end_column":"ended_on","grain":"month"}""")).Structured.GetProperty("cohorts").GetArrayLength() > 1);
    }

    [Fact]
    public async Task Metric_WithoutACatalogue_SaysWhatToGive() =>
        Assert.Contains("Give table", (await warehouse.FailAsync("detect_anomalies", """{"metric":"dau"}""")).Next, StringComparison.Ordinal);
}
