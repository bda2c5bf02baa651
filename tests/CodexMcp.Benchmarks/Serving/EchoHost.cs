using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Serving;

/// <summary>The other side of the comparison of calls: the host's own transport, adapter and whole pipeline, with its audit trail on, before the same echo.</summary>
internal static class EchoHost
{
    /// <summary>Serves until the input ends. The audit trail goes into the folder.</summary>
    public static async Task RunAsync(string folder)
    {
        var role = EchoRole.Create(BareServer.BareTools.Names.Count);
        await using var audit = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, TimeProvider.System);
        var pipeline = new ToolCallPipeline(new PipelineServices { Connectors = new EchoConnector(), Audit = audit });
        var changes = new ListChanges();
        var adapter = new McpAdapter(_ => new(role, "local:benchmark"), pipeline.CallAsync, changes, TimeProvider.System);
        var loggers = NullLoggerFactory.Instance;
        await using var transport = new StdioTransport(Console.OpenStandardInput(), Console.OpenStandardOutput(), loggers.CreateLogger("stdio"));
        var server = StdioSession.Prepare(adapter, changes, transport, loggers);
        await StdioSession.RunAsync(server, adapter, role.Instructions, changes, transport, loggers, TimeProvider.System, CancellationToken.None);
    }
}
