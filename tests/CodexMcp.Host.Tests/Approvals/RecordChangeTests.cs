using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Tests.Http.Transport;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Tests.Approvals;

/// <summary>What a person is asked about an update: the difference to the record as it is now, over the wire to a real client of each era.</summary>
public sealed class RecordChangeTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-tests-").FullName;
    private readonly Records records = new();
    private AuditLog audit = null!;
    private HttpHost host = null!;
    private string asked = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        audit = new(new AuditLogOptions { Folder = folder }, TimeProvider.System);
        var pipeline = new ToolCallPipeline(new PipelineServices { Connectors = records, Audit = audit });
        host = await HttpHost.StartAsync(pipeline.CallAsync);
        var tool = Some.Tool("crm_update", ToolVerb.Write);
        host.Role().Profile = Some.Role() with
        {
            Tools = [new(tool.Definition) { Mode = ApprovalMode.Prompt, ListedAt = tool.ListedAt, ModeAt = tool.ModeAt, Timeout = tool.Timeout }],
        };
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await audit.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Question_ForAnUpdate_ShowsTheDifferenceAndTheAgentsReason(string? era)
    {
        await using var client = await ConnectAsync(era);

        var result = await CallAsync(client, "The deal \u202Eclosed\n\nEnvironment: sandbox");

        Assert.False(result.IsError ?? false);
        foreach (var line in new[]
        {
            "Changes to Opportunity 006 \"Acme \\u200brenewal\", as it is now -> as it would be:",
            "  Amount: 100 -> 250000",
            "  Stage: \"Open\" -> \"Closed\\u202e\"",
            "  Next: (not set) -> null",
            "  1 field that is sent stays as it is",
            "On yes: it runs once, exactly as shown here. On no: nothing runs.",
        })
        {
            Assert.Contains(line, asked.Split('\n'));
        }

        Assert.Contains("The agent says why, and nobody has checked it: ", asked, StringComparison.Ordinal);
        Assert.Contains("The deal \\u202eclosed", asked, StringComparison.Ordinal);
        Assert.Single(asked.Split('\n'), line => line.StartsWith("Environment:", StringComparison.Ordinal));
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLQ", asked, StringComparison.Ordinal);
        Assert.Equal(1, records.Reads);
        Assert.Equal(1, records.Runs);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("is defect")]
    [InlineData("gives nonsense")]
    public async Task Question_RecordCantBeRead_SaysSo(string how)
    {
        records.Fault = how switch
        {
            "fails" => new ConnectorException(ConnectorFailure.Unavailable, "It is down.", "Later."),
            "is defect" => new InvalidOperationException("defect"),
            _ => null,
        };
        records.Nonsense = how == "gives nonsense";
        await using var client = await ConnectAsync(null);

        await CallAsync(client, null);

        Assert.Contains("could not be read", asked, StringComparison.Ordinal);
        Assert.Contains("\"Amount\": 250000", asked, StringComparison.Ordinal);
    }

    private Task<McpClient> ConnectAsync(string? era) => host.ConnectAsync(new()
    {
        ProtocolVersion = era,
        Handlers = new()
        {
            ElicitationHandler = (request, _) =>
            {
                asked = request!.Message;
                return new(new ElicitResult { Action = "accept", Content = new Dictionary<string, System.Text.Json.JsonElement> { ["decision"] = Some.Json("\"approve\"") } });
            },
        },
    });

    private static Task<CallToolResult> CallAsync(McpClient client, string? reason) => client.CallToolAsync(
        "crm_update",
        new Dictionary<string, object?> { ["Amount"] = 250000, ["Stage"] = "Closed\u202E", ["Next"] = null, ["Owner"] = "carol" },
        options: reason is null ? null : new() { Meta = new() { ["codex-mcp/reason"] = reason } },
        cancellationToken: Token).AsTask();

    private sealed class Records : IConnector, IConnectorSource, IRecordReader
    {
        private readonly RunningConnector running;

        public Records() => running = new(this, new ConnectorResilience());

        public Exception? Fault { get; set; }

        public bool Nonsense { get; set; }

        public int Reads { get; private set; }

        public int Runs { get; private set; }

        public string Name => "crm";

        public IToolGuard? Guard => null;

        public RunningConnector Get(string connector, string environment) => running;

        public ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken)
        {
            Reads++;
            return Fault is not null ? throw Fault : new(new RecordChange(
                "Opportunity 006 \"Acme \u200Brenewal\"",
                Nonsense ? Some.Json("[]") : Some.Json("""{"Amount":100,"Stage":"Open","Owner":"carol","Secret":"AKIAIOSFODNN7EXAMPLQ"}"""),
                invocation.Arguments));
        }

        public ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
        {
            Runs++;
            return new(new ToolResult { Structured = Some.Json("""{"done":true}""") });
        }

        public ValueTask DisposeAsync() => default;
    }
}
