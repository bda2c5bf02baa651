using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>A method with nothing of its own: the handler's result is written as the protocol writes it.</summary>
internal sealed class PlainMethod<TParams, TResult>(McpRequestHandler<TParams, TResult> handler, ILogger logger) : HandlerMethod<TParams, TResult>(handler, logger)
    where TParams : RequestParams
    where TResult : Result;
