namespace CodexMcp.EndToEnd.Tests.Roles;

/// <summary>A dashboard's week: a run, its proof in the warehouse, a workbook that says what proves it, published by the metrics owners' word.</summary>
public sealed class MetricsDashboardsTests : IDisposable
{
    private const string Hex = "5a8591dd-4039-49df-9202-96385ba3eff8";
    private const string Project = "ee8c6e70-43b6-11e6-af4f-f7b0d8e20760";
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Week_FromTheRunToTheWorkbook_IsProvenAndReviewed()
    {
        await using var session = await RoleSession.OpenAsync("metrics-dashboards", folder.State);

        Assert.True((await session.RunAsync("hex_get_project", $$"""{"project":"{{Hex}}"}""")).TryGetProperty("published", out _));
        Assert.Equal("ANALYTICS.CURATED.DAILY_ACTIVE_USERS", (await session.RunAsync("hex_list_queried_tables", $$"""{"project":"{{Hex}}"}""")).GetProperty("tables")[0].GetProperty("table").GetString());
        var run = await session.RunAsync("hex_run_project", $$$"""{"project":"{{{Hex}}}","inputs":{"window":30}}""");
        Assert.Equal("done", run.GetProperty("status").GetString());
        var newest = (await session.RunAsync("hex_list_runs", $$"""{"project":"{{Hex}}"}""")).GetProperty("runs")[0];
        Assert.Equal((run.GetProperty("run_id").GetString(), "COMPLETED"), (newest.GetProperty("run_id").GetString(), newest.GetProperty("status").GetString()));
        Assert.Single(session.Questions);

        Assert.True((await session.RunAsync("snowflake_catalog_search", """{"query":"activation rate","kind":"metric"}""")).GetRawText().Length > 100);
        var proof = await session.RunAsync("snowflake_run_query", """{"statement":"SELECT MAX(cohort_week) AS newest FROM ANALYTICS.CURATED.USER_COHORTS WHERE cohort_week >= DATEADD('week', -8, CURRENT_DATE)"}""");
        var workbook = $$"""
            {"project":"{{Project}}","name":"Weekly product metrics","type":"twb","data":"PHdvcmtib29rLz4=","source":"ANALYTICS.CURATED.USER_COHORTS by query {{proof.GetProperty("query_id").GetString()}}",
             "from":"2026-04-06","to":"2026-05-31","metrics":["activation: activated users / users of the cohort"]}
            """;
        var replaced = workbook.TrimEnd()[..^1] + ""","overwrite":true}""";
        var ticket = await Reviewers.WaitingAsync(session, "tableau_publish_workbook", replaced);
        await Reviewers.ApproveAsync(folder.State, ticket, "metrics-lead", "metrics-owners");

        var published = (await session.RunAsync("tableau_publish_workbook", replaced)).GetProperty("id").GetString();

        var seen = await session.RunAsync("tableau_get_workbook", $$"""{"workbook":"{{published}}"}""");
        Assert.Contains("activation: activated users / users of the cohort", seen.GetProperty("description").GetString());
        Assert.Contains("2026-04-06 to 2026-05-31", seen.GetProperty("description").GetString());
        Assert.Single((await session.RunAsync("tableau_list_workbooks", """{"name":"Weekly product metrics"}""")).GetProperty("workbooks").EnumerateArray());
        Assert.Single(session.Questions);

        // The same name again without saying so: Tableau keeps the one that is there.
        ticket = await Reviewers.WaitingAsync(session, "tableau_publish_workbook", workbook);
        await Reviewers.ApproveAsync(folder.State, ticket, "metrics-lead-2", "metrics-owners");
        var refused = (await session.CallAsync("tableau_publish_workbook", workbook)).StructuredContent!.Value.GetProperty("error");
        Assert.Contains("overwrite", refused.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("source")]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("metrics")]
    public async Task Publish_WithoutAProof_NeverReachesAReviewer(string missing)
    {
        await using var session = await RoleSession.OpenAsync("metrics-dashboards", folder.State);
        var all = new Dictionary<string, string> { ["source"] = "\"ANALYTICS.CURATED.USER_COHORTS\"", ["from"] = "\"2026-04-06\"", ["to"] = "\"2026-05-31\"", ["metrics"] = "[\"activation: activated users / users\"]" };
        var given = string.Join(',', all.Where(pair => pair.Key != missing).Select(pair => $"\"{pair.Key}\":{pair.Value}"));

        Assert.Equal("invalid_arguments", await session.RefusedAsync("tableau_publish_workbook", $$"""{"project":"{{Project}}","name":"Weekly","type":"twb","data":"PHdvcmtib29rLz4=",{{given}}}"""));

        var (code, output, errors) = await HostProcess.RunAsync("approvals", "list", "--json", "--state", folder.State);
        Assert.True(code == 0, errors);
        Assert.DoesNotContain("tableau_publish_workbook", output);
    }
}
