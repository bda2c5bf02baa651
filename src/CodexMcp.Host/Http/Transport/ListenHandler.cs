using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Sessions;
using CodexMcp.Host.Http.Transport.Streams;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>GET and DELETE: an older client listens for what belongs to no request, comes back for a stream that it lost, or ends its session.</summary>
internal sealed class ListenHandler(TransportParts parts, LegacyHandler legacy, CancellationToken stop)
{
    private static readonly Refusal NotHere = new(
        StatusCodes.Status405MethodNotAllowed, Refusal.TransportError, "Without a session of an older client there is only POST here.")
    {
        Allow = "POST",
    };

    private static readonly Refusal NotKept = new(
        StatusCodes.Status400BadRequest, Refusal.TransportError, "What followed this Last-Event-ID is not kept any more. Send the request again.");

    /// <summary>GET.</summary>
    public async ValueTask<Refusal?> GetAsync(Visit visit)
    {
        if (visit.Version == EraRules.Modern || visit.SessionId is null)
        {
            return NotHere;
        }

        if (HeaderRules.CheckGet(visit.Headers) is { } unreadable)
        {
            return unreadable;
        }

        if (legacy.Find(visit, out var session) is { } refusal)
        {
            return refusal;
        }

        if (HeaderRules.Value(visit.Headers, HeaderRules.LastEvent) is not { } eventId)
        {
            return await ListenAsync(visit, session, session.NewStream(parts.Options, parts.Budget, parts.Time.GetTimestamp()), 0).ConfigureAwait(false);
        }

        if (session.FindStream(eventId, out var number) is not { } stream)
        {
            return NotKept;
        }

        if (session.IsListening(stream) && !stream.Completed)
        {
            return await ListenAsync(visit, session, stream, number).ConfigureAwait(false);
        }

        if (stream.Attach(number) is not { } reader)
        {
            return NotKept;
        }

        SsePump.Begin(visit.Context);
        await parts.Pump.RunAsync(visit.Context, stream, reader, number, primed: true, pollable: true, stop).ConfigureAwait(false);
        return null;
    }

    /// <summary>DELETE.</summary>
    public Refusal? Delete(Visit visit)
    {
        if (visit.Version == EraRules.Modern || visit.SessionId is null)
        {
            return NotHere;
        }

        if (legacy.Find(visit, out var session) is { } refusal)
        {
            return refusal;
        }

        parts.Sessions.End(session);
        visit.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private async ValueTask<Refusal?> ListenAsync(Visit visit, LegacySession session, EventStream stream, int after)
    {
        if (!session.Listen(stream))
        {
            return new(StatusCodes.Status409Conflict, Refusal.TransportError, "This session has a stream that listens already. Close it first.");
        }

        try
        {
            if (stream.Attach(after) is not { } reader)
            {
                return NotKept;
            }

            using var notices = visit.Server.Role.Changes.AddLegacy(
                (message, _) =>
                {
                    session.Tell(Wire.Message(message));
                    return Task.CompletedTask;
                },
                session.Watched);
            var primed = string.CompareOrdinal(session.Facts.Version, EraRules.NewestLegacy) >= 0;
            SsePump.Begin(visit.Context);
            await parts.Pump.RunAsync(visit.Context, stream, reader, after, primed, pollable: false, stop).ConfigureAwait(false);
            return null;
        }
        finally
        {
            session.StopListening();
            session.LastUse = parts.Time.GetTimestamp();
        }
    }
}
