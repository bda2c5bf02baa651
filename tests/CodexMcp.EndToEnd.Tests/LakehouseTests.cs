using System.Text.Json;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>The role lakehouse-analytics over STDIO with the real executable, against the simulated workspace: every tool, and what is kept from it.</summary>
public sealed class LakehouseTests : IDisposable
{
    private readonly TestFolder folder = new();
    private int id;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Day_FromTheListToTheRows_EveryToolAnswers()
    {
        await using var host = HostProcess.Serve(folder.State, role: "lakehouse-analytics");
        await host.HandshakeAsync("""{"elicitation":{}}""");
        await host.SendAsync("""{"jsonrpc":"2.0","id":999,"method":"tools/list"}""");
        var tools = (await host.ReadAsync(999)).GetProperty("result").GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!["databricks_".Length..]).ToHashSet();
        Assert.Equal(
            ["cancel_query", "describe_table", "explain_query", "genie_ask", "genie_result", "get_query_status", "list_catalogs", "list_genie_spaces", "list_schemas", "list_tables", "list_warehouses", "run_query"],
            tools.Order(StringComparer.Ordinal));

        Assert.Equal("analytics", (await RunAsync(host, "list_catalogs")).GetProperty("catalogs")[0].GetProperty("name").GetString());
        Assert.Equal("curated", Assert.Single((await RunAsync(host, "list_schemas")).GetProperty("schemas").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("daily_active_users", (await RunAsync(host, "list_tables", """{"contains":"daily"}""")).GetRawText());
        Assert.DoesNotContain("\"domain\"", (await RunAsync(host, "describe_table", """{"table":"accounts"}""")).GetRawText());
        Assert.Contains("RUNNING", (await RunAsync(host, "list_warehouses")).GetRawText());
        Assert.Equal("low", (await RunAsync(host, "explain_query", """{"statement":"SELECT SUM(dau) FROM daily_active_users"}""")).GetProperty("confidence").GetString());

        var rows = await RunAsync(host, "run_query", """{"statement":"SELECT country, SUM(dau) AS dau FROM daily_active_users WHERE day >= DATE(:from) GROUP BY country ORDER BY dau DESC","parameters":{"from":"2020-01-01"}}""");
        Assert.NotEqual(0, rows.GetProperty("rows").GetArrayLength());
        var query = rows.GetProperty("query_id").GetString();
        Assert.Equal(rows.GetProperty("rows").GetRawText(), (await RunAsync(host, "get_query_status", $$"""{"query_id":"{{query}}"}""")).GetProperty("rows").GetRawText());

        var space = (await RunAsync(host, "list_genie_spaces")).GetProperty("spaces")[0].GetProperty("space_id").GetString();
        var answer = await RunAsync(host, "genie_ask", $$"""{"space_id":"{{space}}","question":"How many active users by country?"}""");
        Assert.Equal("completed", answer.GetProperty("status").GetString());
        var result = await RunAsync(host, "genie_result", $$"""{"answer_id":"{{answer.GetProperty("answer_id").GetString()}}","attachment_id":"{{answer.GetProperty("queries")[0].GetProperty("attachment_id").GetString()}}"}""");
        Assert.NotEqual(0, result.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Scope_OfTheRole_HoldsOnTheWire()
    {
        await using var host = HostProcess.Serve(folder.State, role: "lakehouse-analytics");
        await host.HandshakeAsync();

        Assert.Equal("denied", await ErrorAsync(host, "run_query", """{"statement":"SELECT COUNT(*) FROM transactions"}"""));
        Assert.Equal("denied", await ErrorAsync(host, "run_query", """{"statement":"DROP TABLE releases"}"""));
        Assert.Equal("connector_error", await ErrorAsync(host, "run_query", """{"statement":"SELECT domain FROM accounts"}"""));
        Assert.Equal("connector_error", await ErrorAsync(host, "genie_ask", """{"space_id":"01ef00000000000000000000000000ff","question":"x"}"""));
        Assert.DoesNotContain(".example", (await RunAsync(host, "run_query", """{"statement":"SELECT * FROM accounts"}""")).GetRawText());
    }

    private async Task<JsonElement> RunAsync(HostProcess host, string action, string arguments = "{}")
    {
        await host.CallAsync(++id, "databricks_" + action, arguments);
        var result = (await host.ReadAsync(id)).GetProperty("result");
        Assert.False(result.TryGetProperty("isError", out var error) && error.GetBoolean(), result.GetRawText());
        return result.GetProperty("structuredContent");
    }

    private async Task<string?> ErrorAsync(HostProcess host, string action, string arguments)
    {
        await host.CallAsync(++id, "databricks_" + action, arguments);
        return (await host.ReadAsync(id)).GetProperty("result").GetProperty("structuredContent").GetProperty("error").GetProperty("code").GetString();
    }
}
