using CodexMcp.Host.Http.Authentication;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>Finds the role that a request is for: the one its path names, or the only one its caller may use. A role that the caller may not use is not told from one that is not there.</summary>
internal sealed class RoleDoor(IRoleDirectory roles, IAuthenticator authenticator)
{
    private static readonly Refusal Forbidden = new(
        StatusCodes.Status403Forbidden,
        Refusal.TransportError,
        "This credential may not use this role, or there is no such role. Ask an operator which roles it may use.");

    private static readonly Refusal Ambiguous = new(
        StatusCodes.Status403Forbidden,
        Refusal.TransportError,
        "This credential may use several roles. Say which one in the address: /mcp/{role}.");

    /// <summary>Null when the caller may come in.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The role that the path names, or null.</param>
    /// <param name="role">The role.</param>
    public Refusal? Enter(Caller caller, string? name, out IServedRole role)
    {
        role = null!;
        if (name is not null)
        {
            var found = roles.Find(name);

            // A role that is not there is looked at as long as one that is.
            var subject = found ?? roles.All.FirstOrDefault();
            var decision = RoleAccess.Decide(caller, subject?.Profile, roles.Groups);
            if (found is null || !decision.IsAllowed)
            {
                return found is not null && decision.MissingScope is { } scope ? Missing(name, scope) : Forbidden;
            }

            role = found;
            return null;
        }

        foreach (var candidate in roles.All)
        {
            if (RoleAccess.Decide(caller, candidate.Profile, roles.Groups).IsAllowed)
            {
                if (role is not null)
                {
                    return Ambiguous;
                }

                role = candidate;
            }
        }

        return role is null ? Forbidden : null;
    }

    private Refusal Missing(string name, string scope) => new(
        StatusCodes.Status403Forbidden,
        Refusal.TransportError,
        $"The access token lacks the scope '{scope}'. Ask the authorization server for one that has it.")
    {
        Challenge = authenticator.StepUp($"{McpEndpoint.Root}/{name}", scope),
    };
}
