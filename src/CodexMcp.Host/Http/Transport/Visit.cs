using CodexMcp.Core.Roles;
using CodexMcp.Core.Telemetry;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>One HTTP request that has come in: who it is from and which role it is for.</summary>
/// <param name="Context">The request.</param>
/// <param name="Caller">Who sends it.</param>
/// <param name="Server">The role.</param>
/// <param name="Profile">The snapshot of the role that answers it.</param>
/// <param name="Renew">Looks at the credential and its role again.</param>
internal sealed record Visit(HttpContext Context, Caller Caller, RoleServer Server, RoleProfile Profile, Func<Visit, CancellationToken, ValueTask<RequestScope?>> Renew) : IScopeSource
{
    /// <summary>The caller and the snapshot of the role that answer it.</summary>
    public RequestScope Scope => new(Profile, Caller.Principal) { Origin = Origin, Source = this };

    /// <summary>What the transport knows for the call's trace, or null.</summary>
    public CallOrigin? Origin { get; init; }

    /// <inheritdoc/>
    public ValueTask<RequestScope?> RenewAsync(CancellationToken cancellationToken) => Renew(this, cancellationToken);

    /// <summary>The headers.</summary>
    public IHeaderDictionary Headers => Context.Request.Headers;

    /// <summary>The session that an older client names, or null.</summary>
    public string? SessionId => HeaderRules.Value(Headers, HeaderRules.Session);

    /// <summary>The protocol version that the headers name, or null.</summary>
    public string? Version => HeaderRules.Value(Headers, HeaderRules.Version);
}
