using CodexMcp.Host.Http.Transport.Messages;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary>When a method may be called.</summary>
internal enum MethodEra
{
    /// <summary>By every client.</summary>
    Both,

    /// <summary>Before 2026-07-28.</summary>
    Legacy,

    /// <summary>From 2026-07-28 on.</summary>
    Modern,
}

/// <summary>One method of the protocol.</summary>
internal abstract class McpMethod
{
    /// <summary>When it may be called.</summary>
    public MethodEra Era { get; init; }

    /// <summary>Whether it runs until the client has had enough.</summary>
    public bool Unending { get; init; }

    /// <summary>Answers a request; null when nobody waits for an answer any more. Never throws.</summary>
    public abstract ValueTask<PooledBuffer?> AnswerAsync(ExchangeServer server, IncomingMessage message, JsonRpcRequest request, CancellationToken cancellationToken);
}
