using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Tests.Support;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

public sealed class CatalogToolsTests
{
    [Fact]
    public async Task ListDatabases_GivesWhatTheRoleSees()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("list_databases"));

        Assert.Equal("ANALYTICS", result.Structured.GetProperty("databases")[0].GetProperty("name").GetString());
        Assert.Null(result.Text);
    }

    [Fact]
    public async Task ListSchemas_LeavesOutWhatTheRoleMayNotSee()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("list_schemas", ("database", "analytics")));
        var names = result.Structured.GetProperty("schemas").EnumerateArray().Select(static schema => schema.GetProperty("name").GetString()).ToList();

        Assert.Contains("CURATED", names);
        Assert.DoesNotContain("RAW", names);
    }

    [Fact]
    public async Task ListTables_LikeInAnyCase_GivesMatchesWithTypes()
    {
        await using var harness = new Harness();

        var all = await harness.RunAsync(harness.Call("list_tables"));
        var some = await harness.RunAsync(harness.Call("list_tables", ("database", "ANALYTICS"), ("schema", "\"CURATED\""), ("like", "%active%")));
        var table = some.Structured.GetProperty("tables")[0];

        Assert.True(all.Structured.GetProperty("tables").GetArrayLength() > 5);
        Assert.Equal(1, some.Structured.GetProperty("tables").GetArrayLength());
        Assert.Equal("DAILY_ACTIVE_USERS", table.GetProperty("name").GetString());
        Assert.True(table.GetProperty("rows").GetInt64() > 0);
        Assert.EndsWith("Z", table.GetProperty("changed").GetString());
    }

    [Theory]
    [InlineData("daily_active_users")]
    [InlineData("curated.daily_active_users")]
    [InlineData("analytics.curated.\"DAILY_ACTIVE_USERS\"")]
    public async Task DescribeTable_AnySpelling_GivesColumns(string table)
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("describe_table", ("table", table)));

        Assert.Equal("ANALYTICS.CURATED.DAILY_ACTIVE_USERS", result.Structured.GetProperty("table").GetString());
        var day = result.Structured.GetProperty("columns").EnumerateArray().Single(static column => column.GetProperty("name").GetString() == "DAY");
        Assert.Equal("DATE", day.GetProperty("type").GetString());
        Assert.False(day.TryGetProperty("sample", out _));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("{}", false)]
    [InlineData("""{"sample_values":false}""", false)]
    [InlineData("""{"sample_values":"true"}""", false)]
    [InlineData("""{"sample_values":true}""", true)]
    public async Task DescribeTable_Sample_OnlyWhereTheScopeAllows(string? scope, bool shown)
    {
        await using var harness = new Harness();
        var call = harness.Call("describe_table", ("table", "daily_active_users"), ("sample", true)) with { Scope = scope is null ? null : Some.Json(scope) };

        var result = await harness.RunAsync(call);

        Assert.Equal(shown, result.Structured.GetProperty("columns")[0].TryGetProperty("sample", out var sample));
        Assert.Equal(shown, !result.Structured.TryGetProperty("notice", out _));
        Assert.Equal(shown ? 3 : 0, shown ? sample.GetArrayLength() : 0);
        Assert.Equal(shown, harness.Activity.Statements.Any(static statement => statement.StartsWith("SELECT *", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("1a")]
    [InlineData("\"a")]
    [InlineData("\"\"")]
    [InlineData("\"a\"b")]
    [InlineData("a\" OR 1=1 --")]
    [InlineData("@stage")]
    [InlineData("t; DROP TABLE t")]
    public async Task DescribeTable_NoName_IsRefusedUnsent(string table)
    {
        await using var harness = new Harness();

        var failure = await harness.FailAsync(harness.Call("describe_table", ("table", table)));

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.DoesNotContain(harness.Activity.Statements, static statement => statement.Contains("INFORMATION_SCHEMA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DescribeTable_QuotedNameWithSqlInIt_IsOnlyAName()
    {
        await using var harness = new Harness();

        var failure = await harness.FailAsync(harness.Call("describe_table", ("table", "\"x\"\"; DROP TABLE t --\"")));

        Assert.Contains("no such table", failure.Message);
    }

    [Fact]
    public async Task DescribeTable_Hidden_LooksLikeAbsent()
    {
        await using var harness = new Harness();

        var hidden = await harness.FailAsync(harness.Call("describe_table", ("table", "raw.customers")));
        var absent = await harness.FailAsync(harness.Call("describe_table", ("table", "raw.no_such_table")));

        Assert.Equal(absent.Message + absent.Next, hidden.Message + hidden.Next);
    }

    [Fact]
    public async Task ExplainQuery_GivesThePlanAndRunsNothing()
    {
        await using var harness = new Harness();

        var result = await harness.RunAsync(harness.Call("explain_query", ("statement", "SELECT SUM(dau) FROM daily_active_users WHERE day > '2026-01-01'")));

        Assert.True(result.Structured.GetProperty("bytes_assigned").GetInt64() > 0);
        Assert.Contains(result.Structured.GetProperty("operations").EnumerateArray(), static step => step.GetProperty("operation").GetString() == "TableScan");
        Assert.StartsWith("EXPLAIN USING JSON SELECT", harness.Activity.Statements[^1]);
    }
}
