using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Methods;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport;

/// <summary>Runs one request to its end, whether or not its client still waits.</summary>
internal static class RequestRunner
{
    /// <summary>Runs it; never throws.</summary>
    public static async Task RunAsync(TransportParts parts, McpMethod method, ExchangeServer server, Exchange exchange, IncomingMessage message, JsonRpcRequest request)
    {
        parts.Enter();
        try
        {
            PooledBuffer? answer = null;
            try
            {
                answer = await method.AnswerAsync(server, message, request, exchange.Cancelled).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Methods answer their own failures; this is what is left, and it must not leave the client without an answer.
                answer = ErrorAnswers.For(message, exception, server.IsModern, parts.Logger);
            }

            exchange.Finish(answer);
        }
        finally
        {
            parts.Leave();
        }
    }

    /// <summary>Null when the members are there without which the request means nothing.</summary>
    public static Refusal? CheckShape(IncomingMessage message) => RequestShape.Check(message.Method!, message.Params) is { } fault
        ? new(StatusCodes.Status200OK, Refusal.InvalidParams, fault) { Id = message.Id }
        : null;
}
