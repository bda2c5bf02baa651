using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Host.Codex;
using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Demo;

/// <summary>
/// A real MCP client session against this very program: the client starts <c>codex-mcp stdio</c> as an agent would, with a state
/// folder that goes away afterwards.
/// </summary>
internal static class DemoRun
{
    private const string Role = "data-analytics";

    /// <summary>Runs all steps; each says what it shows and fails the demo when it does not.</summary>
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var story = new DemoStory(context.Terminal, context.Settings.Json);
        using var folder = new TemporaryFolder();
        story.Begin("An agent's session under the role data-analytics, on synthetic data. Nothing leaves this machine.");
        await using (var client = await ConnectAsync(context.Settings, folder.Path, story, cancellationToken).ConfigureAwait(false))
        {
            await ToolsAsync(client, story, cancellationToken).ConfigureAwait(false);
            await QueryAsync(client, story, "Daily active users fell", "Daily active users, against the same weekday a week before.", DemoQueries.Trend, cancellationToken).ConfigureAwait(false);
            await QueryAsync(client, story, "Where they fell", "The segments that lost most, three days against the same three a week before.", DemoQueries.Segments, cancellationToken).ConfigureAwait(false);
            await QueryAsync(client, story, "What happened just before", "Releases of the last ten days.", DemoQueries.Releases, cancellationToken).ConfigureAwait(false);
            await AskAsync(client, story, cancellationToken).ConfigureAwait(false);
            await RefusedAsync(client, story, cancellationToken).ConfigureAwait(false);
        }

        await TrailAsync(Path.Combine(folder.Path, "audit"), story, context.Time, cancellationToken).ConfigureAwait(false);
        return story.End() ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static Task<McpClient> ConnectAsync(HostSettings settings, string state, DemoStory story, CancellationToken cancellationToken)
    {
        var launch = LaunchCommand.Current();
        var transport = new StdioClientTransport(new()
        {
            Name = "codex-mcp",
            Command = launch.Command,
            Arguments = [.. launch.Arguments, "stdio", "--role", Role, "--state", state, "--roles", settings.Roles, "--connectors", settings.Connectors],
            EnvironmentVariables = launch.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
            StandardErrorLines = story.HostSays,
        });
        return McpClient.CreateAsync(
            transport,
            new()
            {
                ClientInfo = new() { Name = "codex-mcp-demo", Version = Mcp.McpAdapter.Identity.Version },
                Handlers = new() { ElicitationHandler = (question, _) => new(story.Answer(question)) },
            },
            cancellationToken: cancellationToken);
    }

    private static async Task ToolsAsync(McpClient client, DemoStory story, CancellationToken cancellationToken)
    {
        var tools = await client.ListToolsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        story.Step("The role's tools", "tools/list gives what this role may call, and nothing else.", tools.Count > 0);
        story.Table(
            ["tool", "hint", "title"],
            [.. tools.Select(tool => (IReadOnlyList<string>)
                [tool.Name, tool.ProtocolTool.Annotations?.ReadOnlyHint is true ? "reads" : "asks first", tool.ProtocolTool.Title ?? ""])]);
    }

    private static async Task QueryAsync(McpClient client, DemoStory story, string title, string purpose, string statement, CancellationToken cancellationToken)
    {
        var result = await CallAsync(client, "snowflake_run_query", new() { ["statement"] = statement }, cancellationToken).ConfigureAwait(false);
        story.Step(title, purpose, result.IsError is not true && story.HasRows(result));
        story.Rows(result);
    }

    private static async Task AskAsync(McpClient client, DemoStory story, CancellationToken cancellationToken)
    {
        var started = await CallAsync(
            client, "snowflake_run_query", new() { ["statement"] = DemoQueries.Long, ["async"] = true }, cancellationToken).ConfigureAwait(false);
        var id = started.StructuredContent is { ValueKind: JsonValueKind.Object } structured && structured.TryGetProperty("query_id", out var value) ? value.GetString() : null;
        var asked = story.Questions;
        var result = await CallAsync(client, "snowflake_cancel_query", new() { ["query_id"] = id }, cancellationToken).ConfigureAwait(false);
        story.Step(
            "A call that asks",
            "Cancelling a query changes something in the warehouse, so the host asked the person first (above). The person said yes.",
            result.IsError is not true && story.Questions == asked + 1);
        story.Result(result);
    }

    private static async Task RefusedAsync(McpClient client, DemoStory story, CancellationToken cancellationToken)
    {
        var result = await CallAsync(client, "snowflake_run_query", new() { ["statement"] = DemoQueries.Forbidden }, cancellationToken).ConfigureAwait(false);
        story.Step("A call that is refused", DemoQueries.Forbidden, result.IsError is true);
        story.Result(result);
    }

    private static async Task TrailAsync(string folder, DemoStory story, TimeProvider time, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        await foreach (var record in AuditTail.ReadAsync(folder, 100, follow: false, time, cancellationToken).ConfigureAwait(false))
        {
            if (record.Text("tool") is not null)
            {
                lines.Add(AuditFormatter.Format(record));
            }
        }

        var found = AuditVerifier.Verify(folder);
        story.Step(
            "The audit trail",
            $"Every call left a record, chained by hashes: {found.Records} records, {(found.Ok ? "all sound" : found.FirstBad!.ToString())}.",
            found.Ok && lines.Count > 0);
        story.Lines(lines);
    }

    private static ValueTask<CallToolResult> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = tool,
                Arguments = arguments.ToDictionary(pair => pair.Key, pair => Element(pair.Value)),
            },
            cancellationToken);

    /// <summary>A value as JSON, by the SDK's own generated code.</summary>
    internal static JsonElement Element(object? value) =>
        JsonSerializer.SerializeToElement(value ?? "", McpJsonUtilities.DefaultOptions.GetTypeInfo(value is bool ? typeof(bool) : typeof(string)));
}
