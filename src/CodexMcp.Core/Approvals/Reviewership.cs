using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>In which of the asked groups a person decides: their own, and those of one person who lets them stand in.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="For">Who is stood in for; null when the person's own groups are enough.</param>
public sealed record Reviewership(IReadOnlyList<string> Groups, string? For)
{
    /// <summary>Finds it out. Nobody stands in for whoever asked for the call, nor for a person who has decided themselves.</summary>
    public static Reviewership Of(string person, Approval approval, Groups groups, IReadOnlyList<Delegation> delegations, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(approval);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(delegations);
        var asked = ReviewCount.Asked(approval);
        var own = asked.Where(group => groups.IsMember(group, person)).ToList();
        foreach (var delegation in delegations)
        {
            if (string.Equals(delegation.To, person, StringComparison.Ordinal) && delegation.HoldsAt(now)
                && !Person.MayBeSame(delegation.From, approval.Principal)
                && !approval.Votes.Any(vote => Person.MayBeSame(vote.Approver, delegation.From) || (vote.OnBehalfOf is { } other && Person.MayBeSame(other, delegation.From)))
                && asked.Where(group => group != approval.Terms.Emergency && groups.IsMember(group, delegation.From)).Except(own, StringComparer.Ordinal).ToList() is { Count: > 0 } lent)
            {
                return new([.. own, .. lent], delegation.From);
            }
        }

        return new(own, null);
    }
}
