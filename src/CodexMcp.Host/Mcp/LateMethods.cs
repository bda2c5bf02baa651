using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// Prompts, resources and completion over STDIO. The SDK prepares the JSON code of every handler that it is given when a session starts,
/// and most sessions only list and call tools: so these are given by their names alone, and their code is loaded by the first request.
/// </summary>
internal sealed class LateMethods
{
    /// <summary>As many questions as the SDK puts to an older client for one request.</summary>
    private const int MaxRounds = 10;

    private readonly JsonObject offer = [];
    private McpServer? server;

    private LateMethods()
    {
    }

    /// <summary>Makes a server that has these methods too.</summary>
    public static McpServer Create(StdioTransport transport, McpServerOptions options, Microsoft.Extensions.Logging.ILoggerFactory loggers)
    {
        var late = new LateMethods();
        late.TakeFrom(options);
        transport.Handshakes = new(late.offer);
        return late.server = McpServer.Create(transport, options, loggers);
    }

    private void TakeFrom(McpServerOptions options)
    {
        var handlers = options.Handlers;
        var declared = options.Capabilities!;
#pragma warning disable MCPEXP002 // The one way to give the SDK a method without its JSON code.
        options.RequestHandlers =
#pragma warning restore MCPEXP002
        [
            Method(RequestMethods.PromptsList, handlers.ListPromptsHandler!),
            Method(RequestMethods.PromptsGet, handlers.GetPromptHandler!),
            Method(RequestMethods.ResourcesList, handlers.ListResourcesHandler!),
            Method(RequestMethods.ResourcesTemplatesList, handlers.ListResourceTemplatesHandler!),
            Method(RequestMethods.ResourcesRead, handlers.ReadResourceHandler!),
            Method(RequestMethods.ResourcesSubscribe, handlers.SubscribeToResourcesHandler!),
            Method(RequestMethods.ResourcesUnsubscribe, handlers.UnsubscribeFromResourcesHandler!),
            Method(RequestMethods.CompletionComplete, handlers.CompleteHandler!),
        ];
        handlers.ListPromptsHandler = null;
        handlers.GetPromptHandler = null;
        handlers.ListResourcesHandler = null;
        handlers.ListResourceTemplatesHandler = null;
        handlers.ReadResourceHandler = null;
        handlers.SubscribeToResourcesHandler = null;
        handlers.UnsubscribeFromResourcesHandler = null;
        handlers.CompleteHandler = null;
        offer["prompts"] = new JsonObject { ["listChanged"] = declared.Prompts!.ListChanged };
        offer["resources"] = new JsonObject { ["subscribe"] = declared.Resources!.Subscribe, ["listChanged"] = declared.Resources.ListChanged };
        offer["completions"] = new JsonObject();
        (declared.Prompts, declared.Resources, declared.Completions) = (null, null, null);
    }

#pragma warning disable MCPEXP002 // As above.
    private McpServerRequestHandler Method<TParams, TResult>(string name, McpRequestHandler<TParams, TResult> handler)
        where TParams : RequestParams
        where TResult : Result => new()
        {
            Method = name,
            Handler = (request, cancellationToken) => AnswerAsync(handler, request, cancellationToken),
        };
#pragma warning restore MCPEXP002

    private async ValueTask<JsonNode?> AnswerAsync<TParams, TResult>(McpRequestHandler<TParams, TResult> handler, JsonRpcRequest request, CancellationToken cancellationToken)
        where TParams : RequestParams
        where TResult : Result
    {
        var modern = Era.IsModern(request.Context);
        var parameters = Read<TParams>(request);
        for (var round = 0; ; round++)
        {
            try
            {
                return Write(await handler(new(server!, request, parameters), cancellationToken).ConfigureAwait(false), modern);
            }
            catch (InputRequiredException question) when (modern)
            {
                return Write(question.Result, modern);
            }
            catch (InputRequiredException question) when (round < MaxRounds && question.Result.InputRequests is { Count: > 0 } requests)
            {
                parameters.InputResponses = await Questions.AskAsync(server!, requests, cancellationToken).ConfigureAwait(false);
                parameters.RequestState = question.Result.RequestState;
            }
        }
    }

    private static TParams Read<TParams>(JsonRpcRequest request)
    {
        try
        {
            return (request.Params ?? new JsonObject()).Deserialize(Format<TParams>())!;
        }
        catch (JsonException)
        {
            throw new McpProtocolException("The params don't have the shape that this method wants. Look at its schema and send them again.", McpErrorCode.InvalidParams);
        }
    }

    private static JsonNode? Write<TResult>(TResult result, bool modern)
        where TResult : Result => JsonSerializer.SerializeToNode(ResultStamp.Stamp(result, modern), Format<TResult>());

    private static JsonTypeInfo<T> Format<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
