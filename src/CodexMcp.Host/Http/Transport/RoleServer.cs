using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Http.Transport.Methods;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Transport;

/// <summary>One role behind the endpoint: its methods, and what the transport works out once for each snapshot of it.</summary>
internal sealed class RoleServer
{
    private volatile Prepared? prepared;

    /// <summary>Puts the role behind the adapter that STDIO uses too.</summary>
    public RoleServer(IServedRole role, TimeProvider time, ILogger logger)
    {
        Role = role;
        var adapter = new McpAdapter(static request => ((ExchangeServer)request.Server).Scope, role.CallAsync, role.Changes, time, static server => ((ExchangeServer)server).Session!.Watched);
        Methods = new(adapter.Options(null), logger);
    }

    /// <summary>The role.</summary>
    public IServedRole Role { get; }

    /// <summary>The methods.</summary>
    public MethodTable Methods { get; }

    /// <summary>The arguments that a snapshot's tools want repeated in headers.</summary>
    public ParameterHeaders Headers(RoleProfile profile)
    {
        var known = prepared;
        if (known is null || !ReferenceEquals(known.Profile, profile))
        {
            prepared = known = new(profile, new(profile));
        }

        return known.Headers;
    }

    private sealed record Prepared(RoleProfile Profile, ParameterHeaders Headers);
}
