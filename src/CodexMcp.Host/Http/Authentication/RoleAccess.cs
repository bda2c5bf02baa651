using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Whether a caller may use a role: a group lets it in, and its credential is not pinned to others.</summary>
internal static class RoleAccess
{
    /// <summary>Decides.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="profile">The role; null is always forbidden.</param>
    /// <param name="groups">Who belongs to which group now.</param>
    public static RoleDecision Decide(Caller caller, RoleProfile? profile, Groups groups)
    {
        if (profile is null || !IsIn(caller, profile, groups))
        {
            return RoleDecision.Forbidden;
        }

        if (caller.Roles is null || caller.Roles.Contains(profile.Role))
        {
            return RoleDecision.Allowed;
        }

        // Whoever belongs to the role's groups may know that it is there, and which scope opens it.
        return caller.ScopesByRole is { } scopes && scopes.TryGetValue(profile.Role, out var scope) ? new(false, scope) : RoleDecision.Forbidden;
    }

    private static bool IsIn(Caller caller, RoleProfile profile, Groups groups)
    {
        var vouched = false;
        foreach (var group in profile.Governance.AccessGroups)
        {
            vouched |= caller.Groups.Contains(group);
        }

        return groups.MayUse(profile, caller.Principal) || vouched;
    }
}

/// <summary>What was decided about a role.</summary>
/// <param name="IsAllowed">Whether the caller may use it.</param>
/// <param name="MissingScope">The scope that would change that, or null.</param>
internal readonly record struct RoleDecision(bool IsAllowed, string? MissingScope)
{
    /// <summary>The caller may use it.</summary>
    public static RoleDecision Allowed { get; } = new(true, null);

    /// <summary>The caller may not, or there is no such role.</summary>
    public static RoleDecision Forbidden { get; } = new(false, null);
}
