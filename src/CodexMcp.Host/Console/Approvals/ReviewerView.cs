using CodexMcp.Core.Approvals;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Console.Approvals;

/// <summary>What one person may decide. The desk decides whether a vote counts; this only says it beforehand.</summary>
internal sealed class ReviewerView(Groups groups, Approver approver)
{
    /// <summary>Whether a vote of theirs would be taken now.</summary>
    public bool MayVote(Approval approval) => WhyNot(approval) is null;

    /// <summary>Why not, or null.</summary>
    public string? WhyNot(Approval approval)
    {
        if (Person.MayBeSame(approver.Principal, approval.Principal))
        {
            return "You asked for this call, and nobody decides their own.";
        }

        return approval.Needs.Any(need => groups.IsMember(need.Group, approver.Principal))
            ? approval.Votes.Any(vote => string.Equals(vote.Approver, approver.Principal, StringComparison.Ordinal)) ? "You have voted; a person votes once." : null
            : $"You are in none of the groups that are asked: {string.Join(", ", approval.Needs.Select(need => need.Group))}.";
    }
}
