using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Http.Transport;

/// <summary>The roles of this process, as the endpoint needs them.</summary>
internal interface IRoleDirectory
{
    /// <summary>All roles.</summary>
    IReadOnlyCollection<IServedRole> All { get; }

    /// <summary>Who belongs to which group now.</summary>
    Groups Groups { get; }

    /// <summary>Gives a role, or null.</summary>
    IServedRole? Find(string name);

    /// <summary>Keeps that a known principal was refused before any call of a tool began.</summary>
    /// <param name="principal">Who asked.</param>
    /// <param name="role">The role it asked for, if that exists.</param>
    /// <param name="reason">Why it was refused; nothing of what it sent.</param>
    ValueTask RecordRefusalAsync(string principal, string? role, string reason);

    /// <summary>Keeps that an older client began a session.</summary>
    ValueTask RecordSessionAsync(string principal, string role, string? client);
}

/// <summary>One role that is served.</summary>
internal interface IServedRole
{
    /// <summary>The snapshot that runs: taken once per request.</summary>
    RoleProfile Profile { get; }

    /// <summary>Who listens for changes of its lists.</summary>
    ListChanges Changes { get; }

    /// <summary>Takes one call through the role's pipeline.</summary>
    ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken);
}
