using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>One HTTP request that has come in: who it is from and which role it is for.</summary>
/// <param name="Context">The request.</param>
/// <param name="Caller">Who sends it.</param>
/// <param name="Server">The role.</param>
/// <param name="Scope">The caller and the snapshot of the role that answer it.</param>
internal sealed record Visit(HttpContext Context, Caller Caller, RoleServer Server, RequestScope Scope)
{
    /// <summary>The headers.</summary>
    public IHeaderDictionary Headers => Context.Request.Headers;

    /// <summary>The session that an older client names, or null.</summary>
    public string? SessionId => HeaderRules.Value(Headers, HeaderRules.Session);

    /// <summary>The protocol version that the headers name, or null.</summary>
    public string? Version => HeaderRules.Value(Headers, HeaderRules.Version);
}
