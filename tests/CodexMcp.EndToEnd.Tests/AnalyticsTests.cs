using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>Somebody asks why daily active users fell, over STDIO, and gets there through the tools of the role alone.</summary>
public sealed class AnalyticsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task WhyDidUsersDrop_ThroughTheToolsAlone_FindsThePlantedCause()
    {
        await using var client = await McpClient.CreateAsync(
            new StdioClientTransport(new() { Command = HostProcess.Dotnet, Arguments = [HostProcess.Library, "stdio", "--role", "data-analytics", "--state", folder.State] }),
            cancellationToken: TestContext.Current.CancellationToken);

        // The words of the question lead to the metric.
        var metric = (await RunAsync(client, "snowflake_catalog_search", """{"query":"why did daily active users drop","kind":"metric"}""")).GetProperty("results")[0].GetProperty("name").GetString();
        Assert.Equal("dau", metric);

        // Its odd days are found,
        var runs = (await RunAsync(client, "analytics_detect_anomalies", $$"""{"metric":"{{metric}}"}""")).GetProperty("runs");
        var run = runs[runs.GetArrayLength() - 1];
        Assert.Equal("low", run.GetProperty("direction").GetString());

        // and where they sit.
        var report = await RunAsync(client, "analytics_explain_change", $$"""
            {"metric":"{{metric}}","current_from":{{run.GetProperty("from").GetRawText()}},"current_to":{{run.GetProperty("to").GetRawText()}}}
            """);
        Assert.Equal(-15, report.GetProperty("change").GetProperty("percent").GetDouble(), 0.6);
        var cause = report.GetProperty("causes")[0];
        Assert.Equal("paid_social", cause.GetProperty("segment").GetProperty("SOURCE").GetString());
        Assert.Equal("android", cause.GetProperty("segment").GetProperty("PLATFORM").GetString());
        Assert.Equal("high", cause.GetProperty("confidence").GetString());
        Assert.Contains("\"narrowed_to\":[\"DE\",\"FR\"]", cause.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"appeared\":[\"5.4.0\"]", cause.GetRawText(), StringComparison.Ordinal);

        // The release that appeared is in the warehouse; asked twice, the rows are those of the first time.
        const string Releases = """{"statement":"SELECT released_on, countries, notes FROM ANALYTICS.CURATED.RELEASES WHERE app_version = ?","parameters":["5.4.0"]}""";
        var release = await RunAsync(client, "snowflake_run_query", Releases);
        Assert.Equal("DE,FR", release.GetProperty("rows")[0][1].GetString());
        var again = await RunAsync(client, "snowflake_run_query", Releases);
        Assert.True(again.GetProperty("cached").GetBoolean());
        Assert.Equal(release.GetProperty("rows").GetRawText(), again.GetProperty("rows").GetRawText());

        var chart = await client.CallToolAsync(
            "analytics_chart", new Dictionary<string, object?> { ["kind"] = "line", ["metric"] = metric, ["split"] = "SOURCE" }, cancellationToken: TestContext.Current.CancellationToken);
        var picture = Assert.Single(chart.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/png", picture.MimeType);
        Assert.Equal(4, chart.StructuredContent!.Value.GetProperty("series").GetArrayLength());
    }

    private static async Task<JsonElement> RunAsync(McpClient client, string tool, string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        var result = await client.CallToolAsync(
            tool, document.RootElement.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value.Clone()), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsError is not true, result.StructuredContent?.GetRawText());
        return result.StructuredContent!.Value;
    }
}
