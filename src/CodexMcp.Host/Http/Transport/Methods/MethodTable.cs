using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>The methods of a role: what the adapter's handlers answer, and the few that belong to the transport.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, McpMethod> building = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, McpMethod> methods;
    private readonly ILogger logger;

    /// <summary>Makes the table from the handlers that STDIO has too.</summary>
    public MethodTable(McpServerOptions options, ILogger logger)
    {
        this.logger = logger;
        Capabilities = new(options);
        var handlers = options.Handlers;
        if (handlers.CallToolHandler is { } call)
        {
            building[RequestMethods.ToolsCall] = new CallMethod(call, logger);
        }

        if (handlers.ListToolsHandler is { } list)
        {
            building[RequestMethods.ToolsList] = new ToolListMethod(list, logger);
        }

        Add(RequestMethods.PromptsList, handlers.ListPromptsHandler);
        Add(RequestMethods.PromptsGet, handlers.GetPromptHandler);
        Add(RequestMethods.ResourcesList, handlers.ListResourcesHandler);
        Add(RequestMethods.ResourcesTemplatesList, handlers.ListResourceTemplatesHandler);
        Add(RequestMethods.ResourcesRead, handlers.ReadResourceHandler);
        Add(RequestMethods.ResourcesSubscribe, handlers.SubscribeToResourcesHandler, MethodEra.Legacy);
        Add(RequestMethods.ResourcesUnsubscribe, handlers.UnsubscribeFromResourcesHandler, MethodEra.Legacy);
        Add(RequestMethods.CompletionComplete, handlers.CompleteHandler);
        Add(RequestMethods.SubscriptionsListen, handlers.SubscriptionsListenHandler, MethodEra.Modern, unending: true);
#pragma warning disable MCP9005 // Older clients still set a level for log notices.
        Add(RequestMethods.LoggingSetLevel, SetLevel(handlers), MethodEra.Legacy);
#pragma warning restore MCP9005
        building[RequestMethods.Ping] = new FixedMethod(static (_, message) => Wire.Result(message.Id, "{}"u8)) { Era = MethodEra.Legacy };
        building[RequestMethods.ServerDiscover] = new FixedMethod(Capabilities.Discover) { Era = MethodEra.Modern };
        methods = building.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What the role can do.</summary>
    public HandshakeAnswers Capabilities { get; }

    /// <summary>Finds a method; gives the refusal for one that is not there in this era.</summary>
    public Refusal? Find(IncomingMessage message, bool modern, out McpMethod method)
    {
        if (methods.TryGetValue(message.Method!, out method!) && method.Era != (modern ? MethodEra.Legacy : MethodEra.Modern))
        {
            return null;
        }

        var hint = !modern ? "List what the server offers, or look at the version of the protocol."
            : message.Method == "logging/setLevel" ? "Say the level in _meta of each request."
            : message.Method is RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe ? "Use subscriptions/listen."
            : message.Method == RequestMethods.Initialize ? "Use server/discover; every request says its version itself."
            : "Use server/discover to see what there is.";
        return new(modern ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, Refusal.MethodNotFound, $"There is no such method in this version of the protocol. {hint}")
        {
            Id = message.Id,
        };
    }

#pragma warning disable MCP9005 // Older clients still set a level for log notices.
    private static McpRequestHandler<SetLevelRequestParams, EmptyResult> SetLevel(McpServerHandlers handlers) => (request, cancellationToken) =>
    {
        ((ExchangeServer)request.Server).Session!.LogLevel = request.Params.Level;
        return handlers.SetLoggingLevelHandler is { } also ? also(request, cancellationToken) : new(new EmptyResult());
    };
#pragma warning restore MCP9005

    private void Add<TParams, TResult>(string name, McpRequestHandler<TParams, TResult>? handler, MethodEra era = MethodEra.Both, bool unending = false)
        where TParams : RequestParams
        where TResult : Result
    {
        if (handler is not null)
        {
            building[name] = new PlainMethod<TParams, TResult>(handler, logger) { Era = era, Unending = unending };
        }
    }
}
