// The yardstick: a server on the bare SDK with as many tools as the product's first role, and nothing between the wire and the handler.
using CodexMcp.BareServer;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

var tools = BareTools.Create();
var options = new McpServerOptions
{
    ServerInfo = new Implementation { Name = "bare-server", Version = "1.0.0" },
    ServerInstructions = "Synthetic data. Query it with SQL.",
    Handlers = new McpServerHandlers
    {
        ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = tools }),
        CallToolHandler = (request, _) => ValueTask.FromResult(BareTools.Echo(request.Params)),
    },
};
await using var transport = new StdioServerTransport(options);
await using var server = McpServer.Create(transport, options);
await server.RunAsync();
return 0;
