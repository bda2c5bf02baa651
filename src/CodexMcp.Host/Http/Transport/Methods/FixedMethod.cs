using CodexMcp.Host.Http.Transport.Messages;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>A method that is answered at once, from what the request itself says.</summary>
internal sealed class FixedMethod(Func<ExchangeServer, IncomingMessage, PooledBuffer> answer) : McpMethod
{
    /// <inheritdoc/>
    public override ValueTask<PooledBuffer?> AnswerAsync(ExchangeServer server, IncomingMessage message, JsonRpcRequest request, CancellationToken cancellationToken) =>
        new(answer(server, message));
}
