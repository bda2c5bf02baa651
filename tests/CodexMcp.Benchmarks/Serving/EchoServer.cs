using CodexMcp.BareServer;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Benchmarks.Serving;

/// <summary>The bare side of the comparison of calls: the SDK's own transport and handlers, and the echo.</summary>
internal static class EchoServer
{
    /// <summary>Serves until the input ends.</summary>
    public static async Task RunBareAsync()
    {
        var tools = BareTools.Create();
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "echo", Version = "1.0.0" },
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = tools }),
                CallToolHandler = (request, _) => ValueTask.FromResult(BareTools.Echo(request.Params)),
            },
        };
        await using var transport = new StdioServerTransport(options);
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync();
    }
}
