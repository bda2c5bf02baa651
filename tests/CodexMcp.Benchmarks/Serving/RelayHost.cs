using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind;
using CodexMcp.Connectors.McpKind.Upstream;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Serving;

/// <summary>The host in front of the bare server, which runs as its child: what relaying a call costs is the difference to calling the bare server.</summary>
internal static class RelayHost
{
    /// <summary>Serves until the input ends. The connector's folder and the audit trail go into the folder.</summary>
    public static async Task RunAsync(string folder)
    {
        await using var pool = new UpstreamPool();
        var connector = await ConnectAsync(Path.Combine(folder, "connectors"), pool);
        var role = EchoRole.Of([EchoRole.Listed(connector.Tool)]);
        await using var audit = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, TimeProvider.System);
        var pipeline = new ToolCallPipeline(new PipelineServices { Connectors = connector, Audit = audit });
        var changes = new ListChanges();
        var adapter = new McpAdapter(_ => new(role, "local:benchmark"), pipeline.CallAsync, changes, TimeProvider.System);
        var loggers = NullLoggerFactory.Instance;
        await using var transport = new StdioTransport(Console.OpenStandardInput(), Console.OpenStandardOutput(), loggers.CreateLogger("stdio"));
        var server = StdioSession.Prepare(adapter, changes, transport, loggers);
        await StdioSession.RunAsync(server, adapter, role.Instructions, changes, transport, loggers, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<RelayConnector> ConnectAsync(string connectors, UpstreamPool pool)
    {
        var home = Directory.CreateDirectory(Path.Combine(connectors, "echo")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "connector.yaml"), $$"""
            connector: echo
            kind: mcp
            version: 1.0.0
            title: Echo
            description: Answers every call with the same small table.
            hosts: []
            environments: { sandbox: { settings: {} } }
            prefix: ""
            upstream: { command: "{{Environment.ProcessPath}}", args: [serve-bare], inherit: [PATH, HOME, TMPDIR, LANG] }
            tools:
              echo_run_query: { verb: read }
            """);
        var review = ((IUpstreamReview)Load(connectors, pool).Connector).ReviewAsync(CancellationToken.None);
        (await review).Write();
        return Load(connectors, pool);
    }

    private static RelayConnector Load(string connectors, UpstreamPool pool)
    {
        var errors = new ConfigurationErrors();
        var manifest = ManifestLoader.Load(ConfigurationFolder.Open(connectors), "echo", static _ => null, errors) ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        var connector = new McpKindConnectorFactory(manifest, pool, static _ => { }, UpstreamNews.Unheard).Create(new()
        {
            Environment = "sandbox",
            Settings = JsonDocument.Parse("{}").RootElement,
            Http = ConnectorHttp.Create(new() { Hosts = new HostAllowlist([], loopback: false) }),
            Time = TimeProvider.System,
        });
        return new(connector, manifest.Catalog.Tools["echo_run_query"]);
    }

    /// <summary>The one connector of this host.</summary>
    private sealed class RelayConnector(IConnector connector, ToolDefinition tool) : IConnectorSource
    {
        private readonly RunningConnector running = new(connector, new ConnectorResilience { MaxConcurrency = 4096 });

        public IConnector Connector => connector;

        public ToolDefinition Tool => tool;

        public RunningConnector Get(string name, string environment) => running;
    }
}
