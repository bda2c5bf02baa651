using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>What a person could do with a review, said before they do it. The desk decides anew when they vote.</summary>
/// <param name="WhyNot">Why a vote of theirs would not be taken, one sentence; null when it would.</param>
/// <param name="MayOverride">Whether they may approve it alone, as a member of the emergency group, with a reason.</param>
/// <param name="Yes">Their yes, as it would be counted.</param>
public sealed record DeskView(string? WhyNot, bool MayOverride, Vote Yes)
{
    /// <summary>Finds it out.</summary>
    public static DeskView Of(Approver approver, Approval approval, Groups groups, IReadOnlyList<Delegation> delegations, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(approver);
        ArgumentNullException.ThrowIfNull(approval);
        var membership = Reviewership.Of(approver.Principal, approval, groups, delegations, now);
        var yes = new Vote
        {
            Approver = approver.Principal,
            Credential = approver.Credential,
            Approves = true,
            Groups = membership.Groups,
            OnBehalfOf = membership.For,
            At = now,
        };
        var voted = approval.Votes.Any(vote => string.Equals(vote.Approver, approver.Principal, StringComparison.Ordinal));
        return new(
            voted ? "You have voted; a person votes once." : ReviewDesk.Refuse(approver, approval, yes),
            !voted && ReviewDesk.Refuse(approver, approval, yes with { Overrides = true, OnBehalfOf = null, Comment = "-" }) is null,
            yes);
    }
}
