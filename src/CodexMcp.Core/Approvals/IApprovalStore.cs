using CodexMcp.Core.Execution;

namespace CodexMcp.Core.Approvals;

/// <summary>Keeps approvals for all processes that share it. Whatever two of them do at once, one approval lets one call run.</summary>
/// <remarks>Every method throws <see cref="Stores.StoreUnavailableException"/> when the store can't be reached: nobody has said yes then.</remarks>
public interface IApprovalStore
{
    /// <summary>
    /// Adds an approval that is waited for. Of reviews, one is open for an exact call at a time: when there is one already, that one is given.
    /// </summary>
    ValueTask<Approval> AskAsync(Approval asked, CancellationToken cancellationToken);

    /// <summary>Gives what stands for an exact call: the review that is open at that time, and the latest no that is not older than the memory of it.</summary>
    ValueTask<StandingApprovals> StandingAsync(string binding, DateTimeOffset now, TimeSpan memory, CancellationToken cancellationToken);

    /// <summary>Gives an approval with its votes, or null.</summary>
    ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Gives the reviews that are open at that time, oldest first, or with <paramref name="all"/> every approval, newest first; without votes.</summary>
    ValueTask<IReadOnlyList<Approval>> ListAsync(DateTimeOffset now, bool all, int most, CancellationToken cancellationToken);

    /// <summary>Gives those that a filter names, newest first, with votes.</summary>
    ValueTask<ApprovalPage> SearchAsync(ApprovalFilter filter, CancellationToken cancellationToken);

    /// <summary>Gives how many approvals a principal has asked for in a role since that time.</summary>
    ValueTask<int> CountAskedAsync(string role, string principal, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Records that a waiting review was escalated: true for exactly one caller among all processes.</summary>
    ValueTask<bool> EscalateAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Takes a vote on an open review: one per person. <paramref name="decide"/> says what the votes, with this one, come to.</summary>
    ValueTask<VoteResult> VoteAsync(string id, Vote vote, Func<Approval, ApprovalState> decide, CancellationToken cancellationToken);

    /// <summary>Ends a waiting or approved one as declined or void; false when it is over already.</summary>
    ValueTask<bool> CloseAsync(string id, ApprovalState state, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>
    /// Spends an approval, at the moment before its call is sent: true for exactly one caller among all processes. In the same step the
    /// write is recorded as sent, so that a process which dies right after leaves a trace that it may have run.
    /// </summary>
    ValueTask<bool> ConsumeAsync(Consumption consumption, CancellationToken cancellationToken);
}

/// <summary>What stands for an exact call.</summary>
/// <param name="Open">The review that waits or is approved, with its votes; or null.</param>
/// <param name="Declined">The latest no that is remembered, or null.</param>
public sealed record StandingApprovals(Approval? Open, Approval? Declined);

/// <summary>The spending of one approval.</summary>
/// <param name="Id">The approval.</param>
/// <param name="Binding">The hash of the call that is about to be sent.</param>
/// <param name="Way">How it was asked for: a question's yes comes with the call, a review's yes is in the store.</param>
/// <param name="CallId">The call that spends it.</param>
/// <param name="At">The time.</param>
/// <param name="Write">What is about to be sent, when a repeat could change something twice; else null.</param>
public sealed record Consumption(string Id, string Binding, ApprovalWay Way, string CallId, DateTimeOffset At, SentWrite? Write);
