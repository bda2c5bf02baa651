using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;
using CodexMcp.Connectors.Databricks.Tools;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

public sealed class CostTests
{
    [Fact]
    public async Task ExplainQuery_Select_GivesPlanAndARoughGuess()
    {
        await using var harness = new Harness();

        var all = await harness.RunAsync("explain_query", ("statement", "SELECT COUNT(*) AS n FROM transactions"));
        var week = await harness.RunAsync("explain_query", ("statement", "SELECT COUNT(*) AS n FROM transactions WHERE day >= date_sub(current_date(), 7)"));

        Assert.Equal("low", all.GetProperty("confidence").GetString());
        Assert.True(all.GetProperty("bytes_estimated").GetInt64() > week.GetProperty("bytes_estimated").GetInt64());
        Assert.Contains("Statistics(sizeInBytes=", all.GetProperty("plan").GetRawText());
        Assert.All(harness.Simulator.Statements, static statement => Assert.StartsWith("EXPLAIN COST SELECT", statement));
    }

    [Theory]
    [InlineData("SHOW TABLES")]
    [InlineData("EXPLAIN SELECT 1")]
    [InlineData("DELETE FROM releases")]
    public async Task ExplainQuery_OfSomethingElse_IsRefused(string statement)
    {
        await using var harness = new Harness();

        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync("explain_query", ("statement", statement))).Failure);
    }

    [Fact]
    public async Task Estimate_OfAQuery_IsAGuessWithAdvice()
    {
        await using var harness = new Harness();

        var estimate = await EstimateAsync(harness, harness.Call("run_query", ("statement", "SELECT * FROM analytics.curated.transactions LIMIT 10001")));

        Assert.True(estimate!.Bytes > 0);
        Assert.Equal(CostConfidence.Guess, estimate.Confidence);
        Assert.Contains("analytics.curated.transactions", Assert.Single(estimate.Advice));
    }

    [Theory]
    [InlineData("SHOW TABLES")]
    [InlineData("DESCRIBE TABLE releases")]
    public async Task Estimate_OfALookAtTheCatalog_IsNone(string statement)
    {
        await using var harness = new Harness();

        Assert.Null(await EstimateAsync(harness, harness.Call("run_query", ("statement", statement))));
        Assert.Null(await EstimateAsync(harness, harness.Call("list_tables")));
    }

    [Theory]
    [InlineData("Relation a.b.c[x#1] parquet, Statistics(sizeInBytes=1.5 KiB)", 1536L)]
    [InlineData("+- Relation a.b.c[x#1] parquet, Statistics(sizeInBytes=1.0 GiB, rowCount=5)\n+- Relation a.b.d[y#1] parquet, Statistics(sizeInBytes=24.0 B)", 1073741848L)]
    [InlineData("Relation a.b.c[x#1] parquet, Statistics(sizeInBytes=8.0 EiB)", null)]
    [InlineData("Relation a.b.c[x#1] parquet", null)]
    [InlineData("Relation a.b.c[x#1] parquet, Statistics(sizeInBytes=1.0 KiB)\nRelation a.b.d[x#1] parquet", null)]
    [InlineData("Project, Statistics(sizeInBytes=1.0 B)\n+- OneRowRelation, Statistics(sizeInBytes=1.0 B)", 0L)]
    [InlineData("something quite different", null)]
    [InlineData("", null)]
    [InlineData("Relation a.b.c[x#1] parquet, Statistics(sizeInBytes=99999999999999999999999999999.0 B)", null)]
    [InlineData("Relation a.b.c, Statistics(sizeInBytes=1.2E3 B)", 1200L)]
    public void Plan_OfEveryForm_IsReadOrUnknown(string plan, long? bytes)
    {
        Assert.Equal(bytes, PlanText.Read(plan).Bytes);
        Assert.Equal(bytes, PlanText.Read($"== Optimized Logical Plan ==\n{plan}\n\n== Physical Plan ==\nRelation a.b.c, Statistics(sizeInBytes=9.0 GiB)").Bytes);
    }

    private static async Task<CostEstimate?> EstimateAsync(Harness harness, ToolInvocation call) =>
        await Assert.IsAssignableFrom<ICostEstimator>(harness.Connector).EstimateAsync(call, TestContext.Current.CancellationToken);
}
