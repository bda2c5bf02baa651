using CodexMcp.Core.Audit;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.EndToEnd.Tests;

/// <summary>A role that is edited while it is served.</summary>
public sealed class HotReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Edit_GoodThenBadThenRevoked_ChangesWhatIsListedAndCallable()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        var roles = folder.Roles();
        await using var client = await HostProcess.ConnectAsync(folder.State, new() { ProtocolVersion = "2025-06-18" }, roles);
        var changed = new SemaphoreSlim(0);
        await using var registration = client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            changed.Release();
            return ValueTask.CompletedTask;
        });
        Assert.Contains(await client.ListToolsAsync(cancellationToken: token), tool => tool.Name == "snowflake_cancel_query");

        // A good edit: the tool is gone from the list, and a call of it looks like one of a tool that never was.
        folder.Withdraw("cancel_query");
        Assert.True(await changed.WaitAsync(Patience, token));
        Assert.DoesNotContain(await client.ListToolsAsync(cancellationToken: token), tool => tool.Name == "snowflake_cancel_query");
        var error = await Assert.ThrowsAnyAsync<ModelContextProtocol.McpException>(
            async () => await client.CallToolAsync("snowflake_cancel_query", new Dictionary<string, object?> { ["query_id"] = "x" }, cancellationToken: token));
        Assert.Contains("Unknown tool. ", error.Message, StringComparison.Ordinal);

        // A bad edit: the profile that ran stays, and the trail says why.
        folder.Edit(("concurrency: 8", "concurrency: eight"));
        await RecordAsync(folder, record => record.Text("event") == AuditEvents.ProfileReloaded && record.Text("outcome") == "refused");
        Assert.Contains(await client.ListToolsAsync(cancellationToken: token), tool => tool.Name == "snowflake_run_query");

        // The principal leaves the access group: nothing is left to call.
        folder.Edit(("concurrency: eight", "concurrency: 8"));
        var groups = Path.Combine(roles, "groups.yaml");
        File.WriteAllText(groups, File.ReadAllText(groups).Replace("local:*", "local:somebody-else"));
        Assert.True(await changed.WaitAsync(Patience, token));
        Assert.Empty(await client.ListToolsAsync(cancellationToken: token));
    }

    [Fact]
    public async Task Edit_ModernClientThatListens_IsNotifiedOnItsStream()
    {
        using var folder = new TestFolder();
        var roles = folder.Roles();
        await using var host = HostProcess.Serve(folder.State, roles);
        const string Meta = """ "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}} """;
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{ {{{Meta}}} }}""");
        await host.ReadAsync(1);
        await host.SendAsync($$$"""{"jsonrpc":"2.0","id":"ear","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true}, {{{Meta}}} }}""");
        Assert.Equal("notifications/subscriptions/acknowledged", (await host.ReadAsync()).GetProperty("method").GetString());

        folder.Withdraw("cancel_query");
        var notice = await host.ReadAsync();

        Assert.Equal("notifications/tools/list_changed", notice.GetProperty("method").GetString());
        Assert.Equal("ear", notice.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetString());
        host.Process.StandardInput.Close();
        Assert.Equal(0, await host.ExitAsync());
    }

    private static async Task RecordAsync(TestFolder folder, Predicate<AuditRecord> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var record in AuditTail.ReadAsync(folder.Audit, 1000, follow: true, TimeProvider.System, limit.Token))
        {
            if (wanted(record))
            {
                return;
            }
        }
    }
}
