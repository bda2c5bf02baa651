using System.Text.Json;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Methods;
using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport;

/// <summary>POST: one message of a client of either era.</summary>
internal sealed class PostHandler(TransportParts parts, LegacyHandler legacy)
{
    /// <summary>Handles one message; gives the refusal that is still to be written, or null.</summary>
    public async ValueTask<Refusal?> HandleAsync(Visit visit)
    {
        if (HeaderRules.CheckPost(visit.Headers) is { } unreadable)
        {
            return unreadable;
        }

        IncomingMessage message;
        using (var body = new PooledBuffer(2048))
        {
            if (await parts.Bodies.ReadAsync(visit.Context, body).ConfigureAwait(false) is { } unread)
            {
                return unread;
            }

            if (IncomingMessage.Read(body.Written, out message) is { } malformed)
            {
                return malformed;
            }
        }

        return EraRules.Decide(message, visit.Version, visit.SessionId is not null, out var modern) is { } wrongEra ? wrongEra
            : modern ? await ModernAsync(visit, message).ConfigureAwait(false)
            : await legacy.PostAsync(visit, message).ConfigureAwait(false);
    }

    private async ValueTask<Refusal?> ModernAsync(Visit visit, IncomingMessage message)
    {
        if (message.Kind == LineKind.Response)
        {
            return new(StatusCodes.Status400BadRequest, Refusal.InvalidRequest, "A 2026-07-28 client sends no responses: it repeats its request with inputResponses.");
        }

        if (ModernHeaders.CheckMethod(message, visit.Headers) is { } mismatch)
        {
            return mismatch;
        }

        if (message.Kind == LineKind.Notification)
        {
            // None means anything here: a request is taken back by hanging up.
            visit.Context.Response.StatusCode = StatusCodes.Status202Accepted;
            return null;
        }

        var refusal = visit.Server.Methods.Find(message, modern: true, out var method)
            ?? ModernHeaders.CheckName(message, visit.Headers)
            ?? (message.Method == RequestMethods.ToolsCall ? visit.Server.Headers(visit.Scope.Profile).Check(message, visit.Headers) : null)
            ?? RequestRunner.CheckShape(message);
        if (refusal is not null)
        {
            return refusal;
        }

        if (ModernFacts.Read(message, out var facts, out var request) is { } misread)
        {
            return misread;
        }

        var exchange = new Exchange(visit.Context, parts, session: null, method.Unending);
        var server = new ExchangeServer(visit.Scope, exchange, session: null, facts.Capabilities, facts.Client);
        var run = RequestRunner.RunAsync(parts, method, server, exchange, message, request);
        if (!run.IsCompleted)
        {
            exchange.Watch();
            await run.ConfigureAwait(false);
        }

        await exchange.ReleaseAsync().ConfigureAwait(false);
        exchange.Dispose();
        return null;
    }
}
