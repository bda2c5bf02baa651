using System.Text.Json.Nodes;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport;

/// <summary>
/// The server as the handlers of one request see it. It is made for that request and knows no other, so nothing that a handler sends
/// can reach anyone else.
/// </summary>
#pragma warning disable MCPEXP002 // A server of our own: the SDK's keeps one client's facts for all requests, or is built anew for each.
internal sealed class ExchangeServer(RequestScope scope, Exchange exchange, LegacySession? session, ClientCapabilities capabilities, Implementation? client)
    : McpServer
#pragma warning restore MCPEXP002
{
    private static readonly McpServerOptions NoOptions = new() { ServerInfo = McpAdapter.Identity };

    /// <summary>Whose request it is.</summary>
    public RequestScope Scope => scope;

    /// <summary>Whether the client speaks 2026-07-28.</summary>
    public bool IsModern => session is null;

    /// <summary>The older client's session, or null.</summary>
    public LegacySession? Session => session;

    /// <inheritdoc/>
    public override string? SessionId => session?.Id;

    /// <inheritdoc/>
    public override string NegotiatedProtocolVersion => session?.Facts.Version ?? EraRules.Modern;

    /// <inheritdoc/>
    public override ClientCapabilities ClientCapabilities => capabilities;

    /// <inheritdoc/>
    public override Implementation? ClientInfo => client;

    /// <inheritdoc/>
    public override McpServerOptions ServerOptions => NoOptions;

    /// <inheritdoc/>
    public override IServiceProvider? Services => null;

    /// <inheritdoc/>
    [Obsolete("Older clients still set a level for the session.", DiagnosticId = "MCP9005")]
    public override LoggingLevel? LoggingLevel => session?.LogLevel;

    /// <summary>A question can always come back: in the result of a newer client's request, on the stream of an older one's.</summary>
    public override bool IsMrtrSupported => true;

    /// <inheritdoc/>
    public override Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        exchange.Send(Wire.Message(message));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<JsonRpcResponse> SendRequestAsync(JsonRpcRequest request, CancellationToken cancellationToken = default)
    {
        if (session is null)
        {
            throw new InvalidOperationException("A 2026-07-28 client is asked with an input_required result, not with a request.");
        }

        var answer = new TaskCompletionSource<JsonRpcMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var question = session.Ask(answer);
        try
        {
            exchange.Send(Wire.Message(new JsonRpcRequest { Id = new(question), Method = request.Method, Params = request.Params }));
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false) switch
            {
                JsonRpcResponse response => response,
                JsonRpcError error => throw new McpProtocolException($"The client refused {request.Method}: {error.Error.Message}", (McpErrorCode)error.Error.Code),
                _ => throw new McpException("The client's answer is neither a result nor an error."),
            };
        }
        catch (OperationCanceledException)
        {
            exchange.Send(Wire.Message(new JsonRpcNotification
            {
                Method = NotificationMethods.CancelledNotification,
                Params = new JsonObject { ["requestId"] = question },
            }));
            throw;
        }
        finally
        {
            session.Forget(question);
        }
    }

    /// <inheritdoc/>
    public override IAsyncDisposable RegisterNotificationHandler(string method, Func<JsonRpcNotification, CancellationToken, ValueTask> handler) =>
        throw new NotSupportedException("A request over HTTP brings no notifications.");

    /// <inheritdoc/>
    public override Task RunAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("A request over HTTP runs by itself.");

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
