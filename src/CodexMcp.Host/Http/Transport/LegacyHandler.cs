using System.Text.Json;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Methods;
using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport;

/// <summary>The messages of clients that begin with <c>initialize</c> and keep a session.</summary>
internal sealed class LegacyHandler(TransportParts parts, IRoleDirectory roles)
{
    private static readonly Refusal NoSession = new(
        StatusCodes.Status400BadRequest, Refusal.TransportError, "The header Mcp-Session-Id is missing. Begin with initialize and send the id that its answer gives.");

    private static readonly Refusal UnknownSession = new(
        StatusCodes.Status404NotFound, Refusal.SessionNotFound, "There is no such session, or it has ended. Begin a new one with initialize.");

    /// <summary>Finds the session that a request names; gives the refusal, or null.</summary>
    public Refusal? Find(Visit visit, out LegacySession session)
    {
        session = null!;
        if (visit.SessionId is not { } id)
        {
            return NoSession;
        }

        if (parts.Sessions.Find(id, visit.Scope.Profile.Role, visit.Caller.Principal) is not { } found)
        {
            return UnknownSession;
        }

        session = found;
        return visit.Version is { } version && version != found.Facts.Version
            ? new(StatusCodes.Status400BadRequest, Refusal.InvalidRequest, $"The session speaks {found.Facts.Version}; the header MCP-Protocol-Version says something else.")
            : null;
    }

    /// <summary>Handles a message; gives the refusal that is still to be written, or null.</summary>
    public async ValueTask<Refusal?> PostAsync(Visit visit, IncomingMessage message)
    {
        if (message is { Kind: LineKind.Request, Method: RequestMethods.Initialize })
        {
            return await InitializeAsync(visit, message).ConfigureAwait(false);
        }

        if (Find(visit, out var session) is { } unknown)
        {
            return unknown with { Id = message.Id };
        }

        if (message.Kind == LineKind.Request)
        {
            return await RequestAsync(visit, session, message).ConfigureAwait(false);
        }

        if (message.Kind == LineKind.Response)
        {
            if (ReadResponse(message) is not { } response)
            {
                return new(StatusCodes.Status400BadRequest, Refusal.InvalidRequest, "The response has neither a result nor an error of the right shape.") { Id = message.Id };
            }

            session.Answer(response);
        }
        else if (message.Method == NotificationMethods.CancelledNotification && CancelledId(message) is { } id)
        {
            session.Cancel(id);
        }

        visit.Context.Response.StatusCode = StatusCodes.Status202Accepted;
        return null;
    }

    private async ValueTask<Refusal?> InitializeAsync(Visit visit, IncomingMessage message)
    {
        if (visit.SessionId is not null)
        {
            return new(StatusCodes.Status400BadRequest, Refusal.InvalidRequest, "This session has begun already. Send initialize without Mcp-Session-Id for a new one.") { Id = message.Id };
        }

        InitializeRequestParams? asked;
        try
        {
            asked = message.Params.ValueKind == JsonValueKind.Object ? message.Params.Deserialize(Wire.Format<InitializeRequestParams>()) : null;
        }
        catch (JsonException)
        {
            asked = null;
        }

        if (asked?.ProtocolVersion is null)
        {
            return new(StatusCodes.Status200OK, Refusal.InvalidParams, "The params of initialize need protocolVersion, capabilities and clientInfo.") { Id = message.Id };
        }

        var version = EraRules.IsLegacy(asked.ProtocolVersion) ? asked.ProtocolVersion : EraRules.NewestLegacy;
        var role = visit.Scope.Profile.Role;
        if (parts.Sessions.Begin(new(role, visit.Caller.Principal, version, asked.Capabilities ?? new(), asked.ClientInfo, 0)) is not { } session)
        {
            return new(StatusCodes.Status429TooManyRequests, Refusal.TransportError, "Too many sessions are open, and all of them are busy. End one, or wait.") { Id = message.Id, RetryAfter = 5 };
        }

        var client = session.Facts.Client;
        try
        {
            await roles.RecordSessionAsync(visit.Caller.Principal, role, client is null ? null : $"{client.Name}/{client.Version}").ConfigureAwait(false);
        }
        catch
        {
            // A session that is not on record does not begin.
            parts.Sessions.End(session);
            throw;
        }

        visit.Context.Response.Headers[HeaderRules.Session] = session.Id;
        visit.Context.Response.Headers.CacheControl = "no-store";
        using var answer = visit.Server.Methods.Capabilities.Initialize(message, version, visit.Scope.Profile.Instructions);
        await answer.SendAsync(visit.Context.Response).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<Refusal?> RequestAsync(Visit visit, LegacySession session, IncomingMessage message)
    {
        if ((visit.Server.Methods.Find(message, modern: false, out var method) ?? RequestRunner.CheckShape(message)) is { } refusal)
        {
            return refusal;
        }

        var id = message.RequestId;
        var exchange = new Exchange(visit.Context, parts, session, method.Unending);
        if (session.Open(id, exchange) is { } closed)
        {
            exchange.Dispose();
            return new(StatusCodes.Status400BadRequest, Refusal.InvalidRequest, closed) { Id = message.Id };
        }

        var facts = session.Facts;
        var server = new ExchangeServer(visit.Scope, exchange, session, facts.Capabilities, facts.Client);
        var request = new JsonRpcRequest { Id = id, Method = message.Method!, Context = new() { ProtocolVersion = facts.Version } };
        var run = RunAsync(session, id, exchange, RequestRunner.RunAsync(parts, method, server, exchange, message, request));
        if (!run.IsCompleted)
        {
            // The client may be told to come back, or go: its call runs on.
            exchange.Watch();
            await Task.WhenAny(run, exchange.Pumped).ConfigureAwait(false);
        }

        await exchange.ReleaseAsync().ConfigureAwait(false);
        return null;
    }

    private async Task RunAsync(LegacySession session, RequestId id, Exchange exchange, Task run)
    {
        await run.ConfigureAwait(false);
        session.Close(id);
        session.LastUse = parts.Time.GetTimestamp();
        exchange.Dispose();
    }

    private static JsonRpcMessageWithId? ReadResponse(IncomingMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Root, Wire.Format<JsonRpcMessage>()) as JsonRpcMessageWithId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RequestId? CancelledId(IncomingMessage message) =>
        message.Params.ValueKind != JsonValueKind.Object || !message.Params.TryGetProperty("requestId"u8, out var id) ? null
        : id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? new RequestId(number)
        : id.ValueKind == JsonValueKind.String ? new RequestId(id.GetString()!)
        : null;
}
