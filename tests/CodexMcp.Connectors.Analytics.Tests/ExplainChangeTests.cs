using System.Text.Json;
using CodexMcp.Connectors.Analytics.Tests.Support;

namespace CodexMcp.Connectors.Analytics.Tests;

/// <summary>The whole tool over the simulated warehouse: the planted cause, the traces, and what is refused.</summary>
public sealed class ExplainChangeTests : IAsyncLifetime
{
    private readonly Warehouse warehouse = new();

    private static string Drop => Some.Day(Warehouse.Yesterday.AddDays(-2));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => warehouse.DisposeAsync();

    [Fact]
    public async Task Run_DropOfDailyUsers_RanksThePlantedCauseFirst()
    {
        var result = await warehouse.RunAsync("explain_change", $$"""{"metric":"dau","current_from":"{{Drop}}"}""");
        var report = result.Structured;

        var change = report.GetProperty("change");
        Assert.Equal(-15, change.GetProperty("percent").GetDouble(), 0.6);
        Assert.True(change.GetProperty("unusual").GetBoolean());
        var first = report.GetProperty("causes")[0];
        Assert.Equal("""{"SOURCE":"paid_social","PLATFORM":"android"}""", first.GetProperty("segment").GetRawText());
        Assert.Equal("high", first.GetProperty("confidence").GetString());
        Assert.InRange(first.GetProperty("share_of_change").GetDouble(), 0.9, 1.1);
        var within = first.GetProperty("within").EnumerateArray().ToDictionary(part => part.GetProperty("dimension").GetString()!);
        Assert.Equal(["DE", "FR"], Texts(within["COUNTRY"], "narrowed_to").Order());
        Assert.Equal(["5.4.0"], Texts(within["APP_VERSION"], "appeared"));

        // The same users from another side are no second cause.
        Assert.DoesNotContain(report.GetProperty("causes").EnumerateArray().Skip(1), cause => cause.GetProperty("confidence").GetString() == "high");

        // One reading of the table answered for all dimensions.
        Assert.Equal(1, report.GetProperty("queries").GetArrayLength());
        AssertSums(report);
        Assert.Contains("1. SOURCE paid_social and PLATFORM android", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Queries_AreTheOnesThatRan()
    {
        var report = (await warehouse.RunAsync("explain_change", $$"""{"metric":"dau","current_from":"{{Drop}}","dimensions":["platform"],"depth":1}""")).Structured;

        var query = Assert.Single(report.GetProperty("queries").EnumerateArray());
        Assert.Equal("snowflake_run_query", query.GetProperty("tool").GetString());
        Assert.Equal(Assert.Single(warehouse.Statements), query.GetProperty("statement").GetString());
        Assert.NotEmpty(query.GetProperty("query_id").GetString()!);
        Assert.Equal(2, query.GetProperty("parameters").GetArrayLength());

        // The whole can be computed again from the text that ran.
        var rerun = await warehouse.CallAsync("snowflake_run_query", Some.Json($$"""{"statement":{{query.GetProperty("statement").GetRawText()}},"parameters":{{query.GetProperty("parameters").GetRawText()}},"max_rows":10000}"""), TestContext.Current.CancellationToken);
        var now = rerun.Structured.GetProperty("rows").EnumerateArray().Where(row => string.CompareOrdinal(row[0].GetString(), Drop) >= 0).Sum(row => row[2].GetDecimal()) / 3;
        Assert.Equal(now, report.GetProperty("change").GetProperty("now").GetDecimal(), 6);
    }

    [Fact]
    public async Task Run_MoreRowsThanTheRoleReads_AsksSetBySetAndFindsTheSame()
    {
        warehouse.MaxRows = 2_000;
        var report = (await warehouse.RunAsync("explain_change", $$"""{"metric":"dau","current_from":"{{Drop}}","dimensions":["SOURCE","PLATFORM","COUNTRY"]}""")).Structured;

        Assert.Equal("""{"SOURCE":"paid_social","PLATFORM":"android"}""", report.GetProperty("causes")[0].GetProperty("segment").GetRawText());
        Assert.Equal(["DE", "FR"], Texts(report.GetProperty("causes")[0].GetProperty("within")[0], "narrowed_to").Order());
        Assert.True(report.GetProperty("queries").GetArrayLength() > 6);
        AssertSums(report);
    }

    [Fact]
    public async Task Run_ARatio_SplitsIntoRateAndMixThatAddUp()
    {
        var report = (await warehouse.RunAsync("explain_change", $$"""{"metric":"signup_rate","current_from":"{{Drop}}"}""")).Structured;

        Assert.Equal("paid_social", report.GetProperty("causes")[0].GetProperty("segment").GetProperty("CHANNEL").GetString());
        AssertSums(report);
        foreach (var segment in report.GetProperty("by_dimension").EnumerateArray().SelectMany(dimension => dimension.GetProperty("segments").EnumerateArray()))
        {
            Assert.Equal(segment.GetProperty("contribution").GetDecimal(), segment.GetProperty("rate_effect").GetDecimal() + segment.GetProperty("mix_effect").GetDecimal(), 6);
        }
    }

    [Fact]
    public async Task Run_DistinctCounts_SayTheirOverlap()
    {
        var report = (await warehouse.RunAsync("explain_change", $$"""
            {"table":"account_usage_daily","date_column":"day","measure":{"count_distinct":"account_key"},"current_from":"{{Drop}}","dimensions":["SEATS"],"depth":1}
            """)).Structured;

        var dimension = report.GetProperty("by_dimension")[0];
        var sum = dimension.GetProperty("segments").EnumerateArray().Sum(segment => segment.GetProperty("contribution").GetDecimal())
            + (dimension.TryGetProperty("others", out var others) ? others.GetProperty("contribution").GetDecimal() : 0) + dimension.GetProperty("overlap").GetDecimal();
        Assert.Equal(report.GetProperty("change").GetProperty("change").GetDecimal(), sum, 5);
    }

    [Fact]
    public async Task Run_NetRevenue_CountsOnlyWhatTheCatalogueSays()
    {
        await warehouse.RunAsync("explain_change", $$"""{"metric":"net_revenue","current_from":"{{Drop}}","filters":{"country":["DE",null]} }""");

        var statement = warehouse.Statements[0];
        Assert.Contains("\"STATUS\" IN (?, ?)", statement, StringComparison.Ordinal);
        Assert.Contains("\"COUNTRY\" IS NULL OR \"COUNTRY\" IN (?)", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("settled", statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metric":"DAILY","current_from":"2026-01-01"}""", "no metric named")]
    [InlineData("""{"current_from":"2026-01-01"}""", "either metric, or table")]
    [InlineData("""{"metric":"dau","table":"T","current_from":"2026-01-01"}""", "either metric, or table")]
    [InlineData("""{"metric":"dau","current_from":"soon"}""", "is no date")]
    [InlineData("""{"metric":"dau","current_from":"2026-01-10","current_to":"2026-01-01"}""", "ends before it begins")]
    [InlineData("""{"metric":"dau","current_from":"2026-01-10","current_to":"2026-01-12","base_from":"2026-01-01","base_to":"2026-01-11"}""", "overlap")]
    [InlineData("""{"metric":"dau","current_from":"2001-01-10","current_to":"2001-01-12"}""", "no data in the base window")]
    [InlineData("""{"metric":"dau","current_from":"2999-01-10","current_to":"2999-01-12"}""", "that is over")]
    [InlineData("""{"table":"T","date_column":"D","measure":{"avg":"X"},"current_from":"2026-01-01"}""", "measure is none")]
    [InlineData("""{"table":"T","date_column":"D","measure":{"sum":"X","count":"*"},"current_from":"2026-01-01"}""", "measure is none")]
    [InlineData("""{"table":"T","date_column":"D","measure":{"sum":"X"},"current_from":"2026-01-01"}""", "no dimension")]
    [InlineData("""{"table":"T","date_column":"D","measure":{"numerator":{"sum":"X"},"denominator":{"count_distinct":"Y"}},"dimensions":["C"],"current_from":"2026-01-01"}""", "can't be split")]
    [InlineData("""{"metric":"dau","current_from":"2026-01-01","filters":{"COUNTRY":{"a":1}}}""", "no list")]
    [InlineData("""{"metric":"dau","current_from":"2026-01-01","filters":{"COUNTRY":[]}}""", "no list")]
    public async Task Run_WhatMakesNoSense_SaysSo(string arguments, string problem)
    {
        var failure = await warehouse.FailAsync("explain_change", arguments);

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.Next);
    }

    [Theory]
    [InlineData("DAILY_ACTIVE_USERS; DROP TABLE X")]
    [InlineData("DAILY_ACTIVE_USERS WHERE 1=1 --")]
    [InlineData("(SELECT 1)")]
    [InlineData("A.B.C.D")]
    [InlineData("@stage")]
    [InlineData("\"open")]
    [InlineData("a..b")]
    [InlineData("1table")]
    public async Task Run_WhatIsNoName_ReachesNoStatement(string name)
    {
        var quoted = JsonSerializer.Serialize(name, TestJson.Default.String);
        foreach (var arguments in new[]
        {
            $$"""{"table":{{quoted}},"date_column":"DAY","measure":{"sum":"DAU"},"dimensions":["COUNTRY"],"current_from":"{{Drop}}"}""",
            $$"""{"table":"DAILY_ACTIVE_USERS","date_column":{{quoted}},"measure":{"sum":"DAU"},"dimensions":["COUNTRY"],"current_from":"{{Drop}}"}""",
            $$"""{"table":"DAILY_ACTIVE_USERS","date_column":"DAY","measure":{"sum":{{quoted}}},"dimensions":["COUNTRY"],"current_from":"{{Drop}}"}""",
            $$"""{"table":"DAILY_ACTIVE_USERS","date_column":"DAY","measure":{"sum":"DAU"},"dimensions":[{{quoted}}],"current_from":"{{Drop}}"}""",
            $$"""{"table":"DAILY_ACTIVE_USERS","date_column":"DAY","measure":{"sum":"DAU"},"dimensions":["COUNTRY"],"filters":{ {{quoted}}:["x"]},"current_from":"{{Drop}}"}""",
        })
        {
            Assert.Contains("no name", (await warehouse.FailAsync("explain_change", arguments)).Message, StringComparison.Ordinal);
        }

        Assert.Empty(warehouse.Statements);
    }

    [Fact]
    public async Task Run_QuotesInNamesAndValues_StayThat()
    {
        var failure = await warehouse.FailAsync("explain_change", $$"""
            {"table":"DAILY_ACTIVE_USERS","date_column":"DAY","measure":{"sum":"\"DAU\"\") FROM X --\""},"dimensions":["COUNTRY"],"filters":{"COUNTRY":["' OR 1=1 --"]},"current_from":"{{Drop}}"}
            """);

        // Snowflake is asked for a column of that odd name, and there is none.
        Assert.NotEmpty(failure.Message);
        Assert.Contains("SUM(\"DAU\"\") FROM X --\")", Assert.Single(warehouse.Statements), StringComparison.Ordinal);
        Assert.DoesNotContain("1=1", warehouse.Statements[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DeniedColumn_IsNotThereForAnalyticsEither()
    {
        warehouse.Scope = Some.Json("""{"deny_columns":["DAILY_ACTIVE_USERS.SOURCE"]}""");

        Assert.NotEmpty((await warehouse.FailAsync("explain_change", $$"""{"metric":"dau","dimensions":["SOURCE"],"current_from":"{{Drop}}"}""")).Message);
        var report = (await warehouse.RunAsync("explain_change", $$"""{"metric":"dau","current_from":"{{Drop}}"}""")).Structured;
        Assert.DoesNotContain("SOURCE", report.GetProperty("by_dimension").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("paid_social", report.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RoleWithoutTheTools_SaysWhich()
    {
        warehouse.Callable.Remove("snowflake_catalog_search");
        Assert.Contains("snowflake_catalog_search", (await warehouse.FailAsync("explain_change", $$"""{"metric":"dau","current_from":"{{Drop}}"}""")).Message, StringComparison.Ordinal);
        warehouse.Callable.Clear();
        Assert.Contains("snowflake_run_query", (await warehouse.FailAsync("explain_change", $$"""
            {"table":"DAILY_TOTALS","date_column":"DAY","measure":{"sum":"DAU"},"dimensions":["DAY"],"current_from":"{{Drop}}"}
            """)).Message, StringComparison.Ordinal);
    }

    private static void AssertSums(JsonElement report)
    {
        var change = report.GetProperty("change").GetProperty("change").GetDecimal();
        foreach (var dimension in report.GetProperty("by_dimension").EnumerateArray())
        {
            var sum = dimension.GetProperty("segments").EnumerateArray().Sum(segment => segment.GetProperty("contribution").GetDecimal())
                + (dimension.TryGetProperty("others", out var others) ? others.GetProperty("contribution").GetDecimal() : 0);
            Assert.Equal(change, sum, 6);
        }
    }

    private static IEnumerable<string?> Texts(JsonElement part, string name) => part.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}

/// <summary>Texts as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TestJson : System.Text.Json.Serialization.JsonSerializerContext;
