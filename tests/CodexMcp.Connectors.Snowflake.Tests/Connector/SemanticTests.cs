using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Semantic;
using CodexMcp.Connectors.Snowflake.Tests.Support;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

/// <summary>The shipped catalogue: it is true of the simulated warehouse, found by the words people use, and silent about what a role may not see.</summary>
public sealed class SemanticTests : IAsyncLifetime
{
    private readonly Harness harness = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Examples_OfTheCatalogue_PassTheGuardAndRun()
    {
        var examples = SemanticCatalog.Read(harness.Manifest.Semantic!.Documents, "sandbox").Views.SelectMany(view => view.Examples).ToList();
        Assert.True(examples.Count >= 10);
        foreach (var example in examples)
        {
            var call = harness.Call("run_query", ("statement", example.Statement));
            var verdict = await harness.Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
            Assert.True(verdict.Rejection is null, $"{example.Question}: {verdict.Rejection?.Message}");
            var result = await harness.RunAsync(call with { Arguments = verdict.Arguments ?? call.Arguments });
            Assert.True(result.Structured.GetProperty("rows").GetArrayLength() > 0, example.Question);
        }
    }

    [Fact]
    public async Task DescribeView_EveryViewOfTheCatalogue_AgreesWithTheWarehouse()
    {
        foreach (var view in SemanticCatalog.Read(harness.Manifest.Semantic!.Documents, "sandbox").Views)
        {
            var told = (await harness.RunAsync(harness.Call("describe_view", ("view", view.Table.ToString())))).Structured;

            Assert.False(told.TryGetProperty("notice", out var notice), notice.ToString());
            Assert.Equal(view.Title, told.GetProperty("title").GetString());
            var columns = told.GetProperty("columns").EnumerateArray().ToDictionary(column => column.GetProperty("name").GetString()!);
            Assert.All(view.Columns, column => Assert.Equal(column.Meaning, columns[column.Name].GetProperty("meaning").GetString()));
            Assert.All(columns.Values, column => Assert.NotEmpty(column.GetProperty("type").GetString()!));
            Assert.Equal(view.Metrics.Count, told.GetProperty("metrics").GetArrayLength());
            Assert.Equal(view.Examples.Count, told.GetProperty("examples").GetArrayLength());
        }
    }

    [Fact]
    public void Catalogue_OfProduction_DoesNotHoldTheSandboxsViews() =>
        Assert.Empty(SemanticCatalog.Read(harness.Manifest.Semantic!.Documents, "production").Views);

    [Theory]
    [InlineData("dau", "metric", "dau")]
    [InlineData("why did daily active users drop", "metric", "dau")]
    [InlineData("conversion rate", "metric", "signup_rate")]
    [InlineData("revenue", "metric", "net_revenue")]
    [InlineData("new release rollout", "view", "ANALYTICS.CURATED.RELEASES")]
    [InlineData("churn reason", "column", "CHURN_REASON")]
    [InlineData("APP_VERSION", "column", "APP_VERSION")]
    [InlineData("retention cohorts", "view", "ANALYTICS.CURATED.USER_COHORTS")]
    public async Task CatalogSearch_WordsPeopleUse_FindItFirst(string query, string kind, string name)
    {
        var before = harness.Activity.StatementsExecuted;
        var result = (await harness.RunAsync(harness.Call("catalog_search", ("query", query)))).Structured;

        var first = result.GetProperty("results")[0];
        Assert.Equal((kind, name), (first.GetProperty("kind").GetString(), first.GetProperty("name").GetString()));
        Assert.Equal(before, harness.Activity.StatementsExecuted);
    }

    [Fact]
    public async Task CatalogSearch_AMetric_IsDefinedInFull()
    {
        var metric = (await harness.RunAsync(harness.Call("catalog_search", ("query", "net_revenue"), ("kind", "metric"), ("limit", 1)))).Structured.GetProperty("results")[0];

        Assert.Equal("""{"sum":"AMOUNT_USD"}""", metric.GetProperty("measure").GetRawText());
        Assert.Equal("""{"STATUS":["settled","refunded"]}""", metric.GetProperty("where").GetRawText());
        Assert.Equal(("ANALYTICS.CURATED.TRANSACTIONS", "DAY", "day", "sum"), (metric.GetProperty("view").GetString(), metric.GetProperty("date_column").GetString(), metric.GetProperty("date_grain").GetString(), metric.GetProperty("over_time").GetString()));
        Assert.Contains("COUNTRY", metric.GetProperty("dimensions").EnumerateArray().Select(dimension => dimension.GetString()));
    }

    [Fact]
    public async Task CatalogSearch_Nothing_SaysSo() =>
        Assert.Contains("Nothing fits", (await harness.RunAsync(harness.Call("catalog_search", ("query", "zebra")))).Structured.GetProperty("notice").GetString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"deny_columns":["TRANSACTIONS.AMOUNT_USD"]}""", "AMOUNT_USD", "net_revenue")]
    [InlineData("""{"deny_columns":["*.NOTES"]}""", "NOTES", "Release notes")]
    [InlineData("""{"deny_columns":["RELEASES.FORCED_UPDATE"]}""", "FORCED_UPDATE", "pushed the update")]
    [InlineData("""{"tables":["DAILY_*","MARKETING_FUNNEL"]}""", "RELEASES", "RELEASED_ON")]
    [InlineData("""{"tables":["DAILY_TOTALS"]}""", "MARKETING_FUNNEL", "SPEND_USD")]
    [InlineData("""{"databases":["OTHER"]}""", "ANALYTICS", "DAU")]
    [InlineData("""{"tables":["not a name at all"]}""", "ANALYTICS", "DAU")]
    public async Task Catalogue_WhatTheRoleMayNotSee_IsNotEvenNamed(string scope, string name, string other)
    {
        var told = new List<string>();
        foreach (var query in new[] { name, other, "daily users revenue release payments retention country day", "net revenue", "dau", "notes spend" })
        {
            foreach (var kind in new[] { null, "view", "column", "metric" })
            {
                var call = kind is null ? harness.Call("catalog_search", ("query", query), ("limit", 50)) : harness.Call("catalog_search", ("query", query), ("limit", 50), ("kind", kind));
                told.Add((await harness.RunAsync(call with { Scope = Some.Json(scope) })).Structured.GetProperty("results").GetRawText());
            }
        }

        foreach (var view in SemanticCatalog.Read(harness.Manifest.Semantic!.Documents, "sandbox").Views)
        {
            try
            {
                told.Add((await harness.RunAsync(harness.Call("describe_view", ("view", view.Table.ToString())) with { Scope = Some.Json(scope) })).Structured.GetRawText());
            }
            catch (ConnectorException exception)
            {
                Assert.Contains("no such table or view", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.All(told, text =>
        {
            Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(other, text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task DescribeView_NotInTheCatalogue_ShowsTheWarehousesWordsAndSaysSo()
    {
        await using var bare = new Harness(semantic: false);
        var told = (await bare.RunAsync(bare.Call("describe_view", ("view", "RELEASES")))).Structured;
        Assert.Equal("First day in the store", told.GetProperty("columns")[0].GetProperty("comment").GetString());
        Assert.Contains("nobody vouches", told.GetProperty("notice").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_SUCH_VIEW")]
    [InlineData("ANALYTICS.RAW.CUSTOMERS")]
    public async Task DescribeView_NotThere_IsRefused(string view) =>
        Assert.Contains("no such table or view", (await harness.FailAsync(harness.Call("describe_view", ("view", view)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task CatalogSearch_Cut_GoesOnAfterWhatWasGiven()
    {
        var call = harness.Call("catalog_search", ("query", "users"), ("limit", 10));
        var all = await harness.RunAsync(call);
        var rest = await harness.RunAsync(harness.Call("catalog_search", ("query", "users"), ("limit", 10), ("continuation", all.ContinueAfter!(4))));

        Assert.Equal(Names(all).Skip(4), Names(rest));
    }

    private static IEnumerable<string?> Names(ToolResult result) => result.Structured.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("name").GetString());
}
