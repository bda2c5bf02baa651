using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

public sealed class ShippedConfigurationTests
{
    [Fact]
    public void Load_EverythingThatShips_HasNoErrors()
    {
        var loaded = Shipped.Load(null);
        Assert.Empty(loaded.Errors);
        Assert.Contains("data-analytics", loaded.Profiles.Keys);
    }

    [Fact]
    public void Load_DataAnalytics_ListsTheWarehouseToolsAndAsksForTheWrite()
    {
        var profile = Shipped.Load("data-analytics").Require("data-analytics");
        Assert.Equal(
            ["snowflake_cancel_query", "snowflake_describe_table", "snowflake_explain_query", "snowflake_get_query_status",
                "snowflake_list_databases", "snowflake_list_schemas", "snowflake_list_tables", "snowflake_run_query"],
            profile.Tools.Select(tool => tool.Definition.Name));
        Assert.All(profile.Tools, tool => Assert.Equal(ApprovalMode.Writes, tool.Mode));
        Assert.Equal(["snowflake_cancel_query"], profile.Tools.Where(tool => tool.Definition.Verb != ToolVerb.Read).Select(tool => tool.Definition.Name));
        Assert.Equal("sandbox", profile.Execution.Environment);
        Assert.Matches("^[0-9a-f]{64}$", profile.Revision);
    }
}
