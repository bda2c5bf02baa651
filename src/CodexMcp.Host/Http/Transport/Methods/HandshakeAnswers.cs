using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Mcp;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>What a client hears first: <c>initialize</c> of older ones, <c>server/discover</c> of newer ones.</summary>
internal sealed class HandshakeAnswers(McpServerOptions options)
{
    /// <summary>Answers <c>initialize</c>.</summary>
    public PooledBuffer Initialize(IncomingMessage message, string version, string instructions) => Wire.Result(
        message.Id,
        new InitializeResult { ProtocolVersion = version, Capabilities = Offer(modern: false), ServerInfo = McpAdapter.Identity, Instructions = instructions },
        Wire.Format<InitializeResult>());

    /// <summary>Answers <c>server/discover</c>.</summary>
    public PooledBuffer Discover(ExchangeServer server, IncomingMessage message) => Wire.Result(
        message.Id,
        new DiscoverResult
        {
            SupportedVersions = [EraRules.Modern],
            Capabilities = Offer(modern: true),
            Instructions = server.Scope.Profile.Instructions,
            TimeToLive = TimeSpan.Zero,
            CacheScope = CacheScope.Private,
            ResultType = "complete",
            Meta = new() { ["io.modelcontextprotocol/serverInfo"] = System.Text.Json.JsonSerializer.SerializeToNode(McpAdapter.Identity, Wire.Format<Implementation>()) },
        },
        Wire.Format<DiscoverResult>());

    private ServerCapabilities Offer(bool modern)
    {
        var handlers = options.Handlers;
        var declared = options.Capabilities;
#pragma warning disable MCP9005 // Older clients still set a level for log notices.
        return new()
        {
            Tools = handlers.ListToolsHandler is null ? null : declared?.Tools ?? new(),
            Prompts = handlers.ListPromptsHandler is null ? null : declared?.Prompts ?? new(),
            Resources = handlers.ListResourcesHandler is null
                ? null
                : new() { ListChanged = declared?.Resources?.ListChanged, Subscribe = handlers.SubscribeToResourcesHandler is null ? declared?.Resources?.Subscribe : true },
            Completions = handlers.CompleteHandler is null ? null : new(),
            Logging = modern ? null : new(),
            Experimental = declared?.Experimental,
            Extensions = declared?.Extensions,
        };
#pragma warning restore MCP9005
    }
}
