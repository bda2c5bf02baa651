using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Tests.Support;
using CodexMcp.Sandbox.Databricks;

namespace CodexMcp.Connectors.Databricks.Tests.Connector;

public sealed class CatalogTests
{
    [Fact]
    public async Task Lists_EmptyPagesWithAToken_GoOn()
    {
        // The second page of catalogs and the last of schemas hold nothing that the principal may see.
        await using var harness = new Harness(options: new DatabricksSimulatorOptions { CatalogPageSize = 1 });

        Assert.Equal(["analytics", "samples"], await harness.NamesAsync("list_catalogs", "catalogs"));
        Assert.Equal(["curated", "information_schema"], await harness.NamesAsync("list_schemas", "schemas"));
        Assert.Contains("releases", await harness.NamesAsync("list_tables", "tables"));
        Assert.Equal(4, harness.Activity.CountOf("GET", "/api/2.1/unity-catalog/catalogs"));
    }

    [Fact]
    public async Task Lists_PagesThatNeverEnd_EndTheCall()
    {
        await using var harness = new Harness(new Vendor((_, _) => Vendor.Json(200, """{"catalogs":[],"next_page_token":"same"}""")));

        Assert.Contains("never end", (await harness.FailAsync("list_catalogs")).Message);
    }

    [Fact]
    public async Task Lists_OfARole_HoldItsScopeOnly()
    {
        await using var harness = new Harness { Scope = Some.Json("""{"tables":["accounts","daily_*"]}""") };

        Assert.Equal(["analytics"], await harness.NamesAsync("list_catalogs", "catalogs"));
        Assert.Equal(["curated"], await harness.NamesAsync("list_schemas", "schemas"));
        Assert.Equal(["accounts", "daily_active_users", "daily_totals"], await harness.NamesAsync("list_tables", "tables"));
        Assert.Equal(["daily_totals"], await harness.NamesAsync("list_tables", "tables", ("contains", "TOTALS")));
        Assert.Contains("may not see it", (await harness.FailAsync("list_schemas", ("catalog", "samples"))).Message);
    }

    [Fact]
    public async Task ListTables_OfASchemaThatIsNotThere_SaysWhatToDo()
    {
        await using var harness = new Harness();

        var failure = await harness.FailAsync("list_tables", ("schema", "raw"));

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("tools that list", failure.Next);
    }

    [Theory]
    [InlineData("accounts")]
    [InlineData("curated.accounts")]
    [InlineData("analytics.curated.accounts")]
    [InlineData("`ANALYTICS`.Curated.`accounts`")]
    public async Task DescribeTable_DeniedColumn_IsNotThere(string table)
    {
        await using var harness = new Harness { Scope = Some.Json("""{"deny_columns":["*.Domain"]}""") };

        var result = await harness.RunAsync("describe_table", ("table", table));

        Assert.Equal("analytics.curated.accounts", result.GetProperty("table").GetString());
        Assert.DoesNotContain("\"domain\"", result.GetRawText());
        Assert.Contains("\"account_name\"", result.GetRawText());
    }

    [Fact]
    public async Task DescribeTable_Partitioned_NamesTheColumn()
    {
        await using var harness = new Harness();

        var columns = (await harness.RunAsync("describe_table", ("table", "transactions"))).GetProperty("columns").EnumerateArray();

        Assert.Equal("day", Assert.Single(columns, static column => column.TryGetProperty("partition", out _)).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("raw.customers")]
    [InlineData("nothing")]
    [InlineData("a.b.c.d")]
    [InlineData("../../secrets")]
    [InlineData("x y")]
    public async Task DescribeTable_NotThere_IsRefused(string table)
    {
        await using var harness = new Harness();

        Assert.Equal(ConnectorFailure.Refused, (await harness.FailAsync("describe_table", ("table", table))).Failure);
    }

    [Fact]
    public async Task ListWarehouses_SaysWhichOneRunsTheQueriesAndWhetherItRuns()
    {
        await using var harness = new Harness(options: new DatabricksSimulatorOptions { WarehouseStart = TimeSpan.FromMinutes(2) });

        var own = Assert.Single((await harness.RunAsync("list_warehouses")).GetProperty("warehouses").EnumerateArray(), static warehouse => warehouse.GetProperty("runs_your_queries").GetBoolean());

        Assert.Equal("STOPPED", own.GetProperty("state").GetString());
    }
}
