using System.Text.Json;
using CodexMcp.EndToEnd.Tests;
using CodexMcp.EndToEnd.Tests.Http;
using Microsoft.Playwright;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Console.Tests;

/// <summary>The real host in a process of its own, whose role lets stewards decide each write; its agents and its approvers.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private ServedHost? host;

    public ServedHost Host => host!;

    public string State => folder.State;

    public string Roles { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Stage> StartAsync()
    {
        var stage = new Stage();
        stage.Roles = stage.folder.Roles(
            ("        - cancel_query\n", "        - cancel_query\n      tools:\n        cancel_query:\n          approval_mode: review\n          reviewers: [{ group: stewards, count: 1 }]\n"));
        var groups = Path.Combine(stage.Roles, "groups.yaml");
        await File.WriteAllTextAsync(
            groups,
            (await File.ReadAllTextAsync(groups, Token)).Replace("groups:\n", "groups:\n  stewards:\n    description: Decide.\n    members: [\"key:carol\", \"key:dave\"]\n", StringComparison.Ordinal),
            Token);
        stage.host = await ServedHost.StartAsync(stage.State, "--roles", stage.Roles);
        return stage;
    }

    /// <summary>Makes an approver's key with the real command.</summary>
    public async Task<string> KeyAsync(string principal = "carol")
    {
        var (code, output, errors) = await HostProcess.RunAsync(["keys", "create", "--kind", "approver", "--principal", principal, "--json", "--state", State]);
        Assert.True(code == 0, errors);
        using var made = JsonDocument.Parse(output);
        return made.RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>Signs in as a person does.</summary>
    public async Task SignInAsync(IPage page, string principal = "carol")
    {
        await page.GotoAsync("/console");
        await page.GetByLabel("Approver’s key").FillAsync(await KeyAsync(principal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Inbox" }).WaitForAsync();
    }

    /// <summary>Connects an agent: over STDIO, or over HTTP with a session or without.</summary>
    public async Task<McpClient> AgentAsync(string kind) => kind == "stdio"
        ? await HostProcess.ConnectAsync(State, roles: Roles)
        : await Host.ConnectAsync((await ServedHost.KeyAsync(State, kind == "session" ? "sam" : "stella")).Key, kind == "session" ? "2025-06-18" : null);

    /// <summary>Starts a query, so that there is one to cancel.</summary>
    public static async Task<Dictionary<string, object?>> QueryAsync(McpClient agent, string statement = "SELECT 6 * 7 AS answer")
    {
        var started = await agent.CallToolAsync("snowflake_run_query", new Dictionary<string, object?> { ["statement"] = statement, ["async"] = true }, cancellationToken: Token);
        return new() { ["query_id"] = started.StructuredContent!.Value.GetProperty("query_id").GetString() };
    }

    /// <summary>The write.</summary>
    public static async Task<CallToolResult> CancelAsync(McpClient agent, Dictionary<string, object?> query) =>
        await agent.CallToolAsync("snowflake_cancel_query", query, cancellationToken: Token);

    /// <summary>The code of a call that did not run.</summary>
    public static string? Code(CallToolResult result) =>
        result.StructuredContent is { } said && said.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    /// <summary>The trail's records in order of their time.</summary>
    public async Task<List<JsonElement>> TrailAsync()
    {
        var records = new List<(string Time, JsonElement Record)>();
        foreach (var file in Directory.EnumerateFiles(folder.Audit, "*.jsonl"))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (await reader.ReadLineAsync(Token) is { } line)
            {
                var record = JsonDocument.Parse(line).RootElement;
                records.Add((record.GetProperty("time").GetString()!, record));
            }
        }

        return [.. records.OrderBy(record => record.Time, StringComparer.Ordinal).Select(record => record.Record)];
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }
}
