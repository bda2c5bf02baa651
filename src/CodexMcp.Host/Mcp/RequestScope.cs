using CodexMcp.Core.Roles;
using CodexMcp.Core.Telemetry;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Whose request it is, and the role's snapshot that answers it: taken once per request, from the process or from the credential, never from what the client says.</summary>
/// <param name="Profile">The snapshot.</param>
/// <param name="Principal">Who asks.</param>
internal readonly record struct RequestScope(RoleProfile Profile, string Principal)
{
    /// <summary>What the transport knows for the call's trace; null while nobody follows traces, and over STDIO.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>What the request belongs to where the transport has no session: the process over STDIO; null otherwise.</summary>
    public string? WorkUnit { get; init; }

    /// <summary>Looks again, for a request that took long; null where asking anew is enough.</summary>
    public IScopeSource? Source { get; init; }
}

/// <summary>Where a request's scope comes from: a credential that may have lost its right since.</summary>
internal interface IScopeSource
{
    /// <summary>Gives the scope as it is now; null when the request would not be let in any more.</summary>
    ValueTask<RequestScope?> RenewAsync(CancellationToken cancellationToken);
}

/// <summary>Tells whose request it is.</summary>
internal delegate RequestScope ScopeOf(MessageContext request);
