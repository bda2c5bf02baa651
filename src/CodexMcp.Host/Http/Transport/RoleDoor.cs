using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Authentication;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Http.Transport;

/// <summary>Finds the role that a request is for: the one its path names, or the only one its caller may use. A role that the caller may not use is not told from one that is not there.</summary>
internal sealed class RoleDoor(IRoleDirectory roles)
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
            var allowed = subject is not null && MayUse(caller, subject.Profile);
            if (found is null || !allowed)
            {
                return Forbidden;
            }

            role = found;
            return null;
        }

        foreach (var candidate in roles.All)
        {
            if (MayUse(caller, candidate.Profile))
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

    private bool MayUse(Caller caller, RoleProfile profile) =>
        (roles.Groups.MayUse(profile, caller.Principal) || profile.Governance.AccessGroups.Any(caller.Groups.Contains))
        && (caller.Roles is null || caller.Roles.Contains(profile.Role));
}
