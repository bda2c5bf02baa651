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
}

/// <summary>Tells whose request it is.</summary>
internal delegate RequestScope ScopeOf(MessageContext request);
