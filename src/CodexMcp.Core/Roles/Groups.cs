using System.Collections.Frozen;

namespace CodexMcp.Core.Roles;

/// <summary>Who belongs to which group, from <c>roles/groups.yaml</c>.</summary>
public sealed class Groups
{
    private readonly FrozenDictionary<string, Group> groups;

    /// <summary>Creates the groups.</summary>
    public Groups(IEnumerable<Group> groups) => this.groups = groups.ToFrozenDictionary(group => group.Name, StringComparer.Ordinal);

    /// <summary>No group at all: nobody is a member of anything.</summary>
    public static Groups None { get; } = new([]);

    /// <summary>The groups' names.</summary>
    public IReadOnlyCollection<string> Names => groups.Keys;

    /// <summary>Gives a group, or null.</summary>
    public Group? Find(string name) => groups.GetValueOrDefault(name);

    /// <summary>Whether the principal belongs to the group; nobody belongs to a group that does not exist. Principals are compared by ordinal equality.</summary>
    public bool IsMember(string group, string principal)
    {
        if (Find(group) is { } found)
        {
            foreach (var member in found.Members)
            {
                if (member.EndsWith('*') ? StartsWith(principal, member) : string.Equals(principal, member, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the principal may use the role: is in one of its access groups.</summary>
    public bool MayUse(RoleProfile profile, string principal)
    {
        foreach (var group in profile.Governance.AccessGroups)
        {
            if (IsMember(group, principal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(string principal, string pattern) =>
        principal.Length >= pattern.Length && principal.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal);
}

/// <summary>One group.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">Who these people are.</param>
/// <param name="Members">Principals such as <c>local:alice</c>; a <c>*</c> may stand at the end.</param>
public sealed record Group(string Name, string Description, IReadOnlyList<string> Members);
