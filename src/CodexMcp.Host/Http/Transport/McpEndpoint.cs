using System.Runtime.CompilerServices;
using CodexMcp.Core.Audit;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Mcp;
using CodexMcp.Host.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Transport;

/// <summary>
/// The MCP endpoint, mapped on <c>/mcp/{role}</c> and <c>/mcp</c>: every request goes through <see cref="HandleAsync"/> from top to
/// bottom, and nothing of it is looked at before what stands above has let it pass.
/// </summary>
internal sealed class McpEndpoint : IDisposable
{
    /// <summary>The path below which all roles are.</summary>
    public const string Root = "/mcp";

    private static readonly Refusal Draining = new(
        StatusCodes.Status503ServiceUnavailable, Refusal.TransportError, "The server is about to stop. Send the request again; another one, or the next one, will answer.")
    {
        RetryAfter = 5,
        Close = true,
    };

    private static readonly Refusal OtherMethod = new(
        StatusCodes.Status405MethodNotAllowed, Refusal.TransportError, "Use POST; clients with a session also GET and DELETE.")
    {
        Allow = "GET, POST, DELETE",
    };

    private readonly ConditionalWeakTable<IServedRole, RoleServer> servers = [];
    private readonly CancellationTokenSource stop = new();
    private readonly IRoleDirectory roles;
    private readonly IAuthenticator authenticator;
    private readonly TransportParts parts;
    private readonly HostGate gate;
    private readonly RoleDoor door;
    private readonly PostHandler post;
    private readonly ListenHandler listen;
    private readonly Func<Visit, CancellationToken, ValueTask<RequestScope?>> renew;

    /// <summary>Creates the endpoint.</summary>
    public McpEndpoint(IRoleDirectory roles, IAuthenticator authenticator, HttpTransportOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        this.roles = roles;
        this.authenticator = authenticator;
        parts = new(options, time, loggers.CreateLogger("http"));
        gate = new(options);
        door = new(roles, authenticator);
        renew = RenewAsync;
        var legacy = new LegacyHandler(parts, roles);
        post = new(parts, legacy);
        listen = new(parts, legacy, stop.Token);
    }

    /// <summary>How many sessions of older clients there are.</summary>
    public int Sessions => parts.Sessions.Count;

    /// <summary>How many requests are under way.</summary>
    public int Running => parts.Running;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (await VisitAsync(context).ConfigureAwait(false) is { } refusal)
            {
                HttpTelemetry.Refused(refusal.Status);
                await refusal.WriteAsync(context).ConfigureAwait(false);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to tell.
        }
        catch (AuditUnavailableException exception)
        {
            parts.Logger.Notice(exception.Message);
            await new Refusal(StatusCodes.Status503ServiceUnavailable, Refusal.InternalError, "The audit trail can't be kept now, so nothing is done. Try again later.") { RetryAfter = 5 }
                .WriteAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            parts.Logger.Broke("A request", exception);
            await new Refusal(StatusCodes.Status500InternalServerError, Refusal.InternalError, "Something failed in the host; its log says what. Try again, and tell an operator if it stays so.")
                .WriteAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Takes no new requests, ends all streams that only listen, and waits for those under way; what is still running after the given time is taken back.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var role in roles.All)
        {
            role.Changes.Close();
        }

        if (!await parts.WhenIdleAsync(patience).ConfigureAwait(false))
        {
            parts.Logger.Notice("Some requests did not end in time and were taken back; the audit trail names those that were on their way.");
            parts.Sessions.EndAll();
            await parts.WhenIdleAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Dispose();
        stop.Dispose();
    }

    private async ValueTask<Refusal?> VisitAsync(HttpContext context)
    {
        if (stop.IsCancellationRequested)
        {
            return Draining;
        }

        var verb = context.Request.Method;
        if (!HttpMethods.IsPost(verb) && !HttpMethods.IsGet(verb) && !HttpMethods.IsDelete(verb))
        {
            return OtherMethod;
        }

        if ((gate.Check(context.Request) ?? HeaderRules.CheckSingle(context.Request.Headers)) is { } turnedAway)
        {
            return turnedAway;
        }

        var name = RoleName(context.Request.Path);
        switch (await authenticator.AuthenticateAsync(context, name is null ? Root : $"{Root}/{name}", context.RequestAborted).ConfigureAwait(false))
        {
            case AuthenticationResult.Success success:
                HttpTelemetry.Authenticated("accepted", success.Caller.Scheme);
                return await EnterAsync(context, success.Caller, name).ConfigureAwait(false);
            case AuthenticationResult.Refused refused:
                HttpTelemetry.Authenticated("refused", null);
                return new(refused.Status, Refusal.TransportError, refused.Message) { Challenge = refused.Challenge };
            case AuthenticationResult.Unavailable unavailable:
                HttpTelemetry.Authenticated("unavailable", null);
                return new(StatusCodes.Status503ServiceUnavailable, Refusal.TransportError, unavailable.Message) { RetryAfter = 5 };
            default:
                throw new InvalidOperationException("The authenticator gave no result.");
        }
    }

    private async ValueTask<Refusal?> EnterAsync(HttpContext context, Caller caller, string? name)
    {
        var refusal = door.Enter(caller, name, out var role);
        if (refusal is null)
        {
            var server = servers.GetValue(role, added => new(added, parts.Time, parts.Logger));
            var visit = new Visit(context, caller, server, role.Profile, renew) { Origin = HttpTelemetry.Origin(context) };
            refusal = HttpMethods.IsPost(context.Request.Method) ? await post.HandleAsync(visit).ConfigureAwait(false)
                : HttpMethods.IsGet(context.Request.Method) ? await listen.GetAsync(visit).ConfigureAwait(false)
                : listen.Delete(visit);
        }

        if (refusal is { Status: 400 or 403 or 404 or 413 } && refusal.Code != Refusal.MethodNotFound)
        {
            await roles.RecordRefusalAsync(caller.Principal, role?.Profile.Role, refusal.Message).ConfigureAwait(false);
        }

        return refusal;
    }

    /// <summary>Lets a request that took long in once more: its credential may have been revoked, its role taken away or changed.</summary>
    private async ValueTask<RequestScope?> RenewAsync(Visit visit, CancellationToken cancellationToken)
    {
        var name = RoleName(visit.Context.Request.Path);
        return await authenticator.AuthenticateAsync(visit.Context, name is null ? Root : $"{Root}/{name}", cancellationToken).ConfigureAwait(false) is AuthenticationResult.Success success
            && success.Caller.Principal == visit.Caller.Principal
            && door.Enter(success.Caller, name, out var role) is null
            && role.Profile.Role == visit.Profile.Role
            ? new(role.Profile, success.Caller.Principal) { Origin = visit.Origin, Source = visit }
            : null;
    }

    /// <summary>The role that a path names; null for the root itself.</summary>
    private static string? RoleName(PathString path) =>
        path.StartsWithSegments(Root, StringComparison.Ordinal, out var rest) && rest.Value is { Length: > 1 } named ? named[1..] : null;
}
