using CodexMcp.Core.Approvals;
using CodexMcp.Host.Console.Connectors;

namespace CodexMcp.Host.Console.Metrics;

/// <summary>What became of the calls that people were asked about.</summary>
/// <param name="Asked">How many were asked.</param>
/// <param name="Approved">How many of them people said yes to, run or not.</param>
/// <param name="Declined">How many they said no to.</param>
/// <param name="Undecided">How many ran out of time.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="P50">How long a decision of reviewers took in the middle, in seconds; null of none.</param>
/// <param name="P95">How long all but one in twenty took.</param>
internal sealed record ReviewFigures(int Asked, int Approved, int Declined, int Undecided, int Waiting, double? P50, double? P95)
{
    /// <summary>Of those that were decided, the share that was approved; null of none.</summary>
    public double? Precision => Approved + Declined == 0 ? null : (double)Approved / (Approved + Declined);

    /// <summary>Counts.</summary>
    public static ReviewFigures Of(IReadOnlyList<Approval> approvals, DateTimeOffset now)
    {
        var states = approvals.Select(approval => approval.StateAt(now)).ToList();
        var took = approvals
            .Where(approval => approval.Way == ApprovalWay.Review && approval.Votes.Count > 0 && approval.StateAt(now) is ApprovalState.Approved or ApprovalState.Consumed or ApprovalState.Declined)
            .Select(approval => Math.Max(0, (approval.Votes[^1].At - approval.Asked).TotalSeconds))
            .Order()
            .ToList();
        return new(
            approvals.Count,
            states.Count(state => state is ApprovalState.Approved or ApprovalState.Consumed),
            states.Count(state => state == ApprovalState.Declined),
            states.Count(state => state == ApprovalState.Expired),
            states.Count(state => state == ApprovalState.Waiting),
            Percentile.Of(took, 0.5),
            Percentile.Of(took, 0.95));
    }
}
