using System.Net;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>What a remote agent meets: a key made by the command, the SDK's own client in both eras, and what refuses it.</summary>
public sealed class ServeClientTests
{
    private static readonly Dictionary<string, object?> Query = new() { ["statement"] = "SELECT 40 + 2 AS ANSWER" };

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task SdkClient_KeyOfTheCommand_ListsAndCalls(string? version)
    {
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, _) = await ServedHost.KeyAsync(folder.State); // made while the host runs
        await using (var client = await host.ConnectAsync(key, version))
        {
            var tools = await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
            var result = await client.CallToolAsync("snowflake_run_query", Query, cancellationToken: TestContext.Current.CancellationToken);

            Assert.Contains(tools, tool => tool.Name == "snowflake_run_query");
            Assert.NotEqual(true, result.IsError);
            Assert.Contains("42", Assert.IsType<TextContentBlock>(result.Content[0]).Text);
            var mark = result.Meta!["codex-mcp/content"]!;
            Assert.Equal(("untrusted", "snowflake"), ((string?)mark["trust"], (string?)mark["source"]));
            Assert.StartsWith($"<<<untrusted-content {(string?)mark["delimiter"]} from snowflake", ((TextContentBlock)result.Content[0]).Text, StringComparison.Ordinal);
        }

        // The key opens exactly one role, so /mcp is that role.
        await using (var client = await host.ConnectAsync(key, version, new(host.Address, "/mcp")))
        {
            Assert.NotEmpty(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken));
        }

        await host.TerminateAsync();
        Assert.Equal(0, await host.Host.ExitAsync());
        Assert.Equal(0, (await HostProcess.RunAsync("audit", "verify", "--state", folder.State)).Code);
        var records = string.Concat(Directory.EnumerateFiles(folder.Audit, "*.jsonl").Select(File.ReadAllText));
        Assert.Contains("key:alice", records);
        Assert.DoesNotContain(key, records + host.Host.Errors);
    }

    [Fact]
    public async Task Metrics_AfterACall_TellOfItAndNothingOfItsArguments()
    {
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        await using (var client = await host.ConnectAsync(key, null))
        {
            await client.CallToolAsync(
                "snowflake_run_query", new Dictionary<string, object?> { ["statement"] = "SELECT 'canary'" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        using var answer = await host.GetAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(text.Split('\n'), line => line.StartsWith("codexmcp_calls_total{", StringComparison.Ordinal) && line.Contains("tool=\"snowflake_run_query\"", StringComparison.Ordinal));
        Assert.Contains(text.Split('\n'), line => line.StartsWith("codexmcp_authentications_total{", StringComparison.Ordinal) && line.Contains("scheme=\"api_key\"", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", text);
        Assert.DoesNotContain(key, text);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedByTheNextRequest()
    {
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, prefix) = await ServedHost.KeyAsync(folder.State);
        var session = await host.BeginAsync(key);

        var (code, list, _) = await HostProcess.RunAsync("keys", "list", "--state", folder.State);
        Assert.Equal(0, code);
        Assert.Contains(prefix, list);
        Assert.DoesNotContain(key, list);
        Assert.Equal(0, (await HostProcess.RunAsync("keys", "revoke", prefix, "--state", folder.State)).Code);

        using var refused = await host.SendAsync(host.Post(key, new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""), session));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.NotEmpty(refused.Headers.WwwAuthenticate);
        Assert.NotEqual(0, (await HostProcess.RunAsync("keys", "revoke", prefix, "--state", folder.State)).Code);
        Assert.Contains("revoked", (await HostProcess.RunAsync("keys", "list", "--state", folder.State)).Output);
    }

    [Fact]
    public async Task Request_WithoutRight_IsTurnedAway()
    {
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        var (stranger, _) = await ServedHost.KeyAsync(folder.State, "nobody:x"); // in no group
        const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

        var bare = host.Post("", new StringContent(List));
        bare.Headers.Remove("Authorization");
        using var none = await host.SendAsync(bare);
        using var empty = await host.SendAsync(host.Post("", new StringContent(List)));
        using var unknown = await host.SendAsync(host.Post(key[..^1] + (key[^1] == 'x' ? 'y' : 'x'), new StringContent(List)));
        using var noSuchRole = await host.SendAsync(host.Post(key, new StringContent(List), role: "sales"));
        using var notTheirs = await host.SendAsync(host.Post(stranger, new StringContent(List)));
        using var query = await host.GetAsync($"/mcp/data-analytics?access_token={key}");

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.True(query.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{query.StatusCode}");
        Assert.Equal(HttpStatusCode.Forbidden, noSuchRole.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, notTheirs.StatusCode);
        Assert.Equal(
            await noSuchRole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await notTheirs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var live = await host.GetAsync("/healthz");
        using var ready = await host.GetAsync("/readyz");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.StatusCode, ready.StatusCode));
    }

    [Fact]
    public async Task Groups_PrincipalLosesAccess_NextRequestIsRefused()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles();
        await using var host = await ServedHost.StartAsync(folder.State, "--roles", roles);
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        var session = await host.BeginAsync(key);
        var groups = Path.Combine(roles, "groups.yaml");
        await File.WriteAllTextAsync(
            groups, (await File.ReadAllTextAsync(groups, TestContext.Current.CancellationToken)).Replace("\"key:*\"", "\"key:bob\""), TestContext.Current.CancellationToken);

        // The watcher needs a moment; from the request on that is refused, all are.
        var deadline = Environment.TickCount64 + 30_000;
        HttpStatusCode seen;
        do
        {
            using var answer = await host.SendAsync(host.Post(key, new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}"""), session));
            seen = answer.StatusCode;
        }
        while (seen == HttpStatusCode.OK && Environment.TickCount64 < deadline);

        Assert.Equal(HttpStatusCode.Forbidden, seen);
    }
}
