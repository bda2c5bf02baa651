using CodexMcp.Core.Execution;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// Approvals that live and die with the process, by the same rules as those in a database. For a process that shares its approvals with no
/// other and may forget them: then its sealed questions are forgotten with them. Bounded; when full it says no.
/// </summary>
public sealed class MemoryApprovals(MemoryWrites writes, int most = 10_000) : IApprovalStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Approval> approvals = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<Approval> AskAsync(Approval asked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        lock (gate)
        {
            if (asked.Way == ApprovalWay.Review && Open(asked.Binding, asked.Asked) is { } open)
            {
                return new(open);
            }

            if (approvals.Count >= most)
            {
                Purge(asked.Asked);
            }

            if (approvals.Count >= most || !approvals.TryAdd(asked.Id, asked))
            {
                throw new Stores.StoreUnavailableException($"This process keeps {most} approvals at once, and no more. Wait until some are decided or run out.");
            }

            return new(asked);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StandingApprovals> StandingAsync(string binding, DateTimeOffset now, TimeSpan memory, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var declined = approvals.Values
                .Where(approval => approval.Binding == binding && approval.State == ApprovalState.Declined && approval.Touched > now - memory)
                .MaxBy(approval => approval.Touched);
            return new(new StandingApprovals(Open(binding, now), declined));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(approvals.GetValueOrDefault(id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Approval>> ListAsync(DateTimeOffset now, bool all, int most, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = all
                ? approvals.Values.OrderByDescending(approval => approval.Asked)
                : approvals.Values.Where(approval => approval.Way == ApprovalWay.Review && IsOpen(approval, now)).OrderBy(approval => approval.Asked);
            return new([.. found.Take(most).Select(approval => approval with { Votes = [] })]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ApprovalPage> SearchAsync(ApprovalFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (gate)
        {
            var most = Math.Clamp(filter.Most, 1, 1_000);
            var found = approvals.Values.Where(filter.Matches).OrderByDescending(approval => approval.Asked).ThenByDescending(approval => approval.Id, StringComparer.Ordinal).Take(most + 1).ToList();
            List<Approval> items = [.. found.Take(most)];
            return new(new ApprovalPage(items, found.Count > most ? new ApprovalPlace(items[^1].Asked, items[^1].Id) : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> CountAskedAsync(string role, string principal, DateTimeOffset since, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(approvals.Values.Count(approval => approval.Role == role && approval.Principal == principal && approval.Asked > since));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> EscalateAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (approvals.GetValueOrDefault(id) is not { State: ApprovalState.Waiting, Escalated: null } approval)
            {
                return new(false);
            }

            approvals[id] = approval with { Escalated = at };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<VoteResult> VoteAsync(string id, Vote vote, Func<Approval, ApprovalState> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vote);
        ArgumentNullException.ThrowIfNull(decide);
        lock (gate)
        {
            if (approvals.GetValueOrDefault(id) is not { Way: ApprovalWay.Review } approval)
            {
                return new(new VoteResult(VoteOutcome.Unknown, null));
            }

            if (approval.StateAt(vote.At) != ApprovalState.Waiting)
            {
                return new(new VoteResult(VoteOutcome.Closed, approval));
            }

            if (approval.Votes.Any(earlier => string.Equals(earlier.Approver, vote.Approver, StringComparison.Ordinal)))
            {
                return new(new VoteResult(VoteOutcome.Repeated, approval));
            }

            var voted = approval with { Votes = [.. approval.Votes, vote], Touched = Later(approval.Touched, vote.At) };
            approvals[id] = voted = voted with { State = decide(voted) };
            return new(new VoteResult(VoteOutcome.Taken, voted));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CloseAsync(string id, ApprovalState state, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (approvals.GetValueOrDefault(id) is not { State: ApprovalState.Waiting or ApprovalState.Approved } approval)
            {
                return new(false);
            }

            approvals[id] = approval with { State = state, Touched = Later(approval.Touched, at) };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ConsumeAsync(Consumption consumption, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(consumption);
        lock (gate)
        {
            if (approvals.GetValueOrDefault(consumption.Id) is not { } approval
                || approval.Way != consumption.Way
                || !string.Equals(approval.Binding, consumption.Binding, StringComparison.Ordinal)
                || approval.StateAt(consumption.At) != (consumption.Way == ApprovalWay.Review ? ApprovalState.Approved : ApprovalState.Waiting))
            {
                return new(false);
            }

            if (consumption.Write is { } write)
            {
                writes.Add(write);
            }

            approvals[approval.Id] = approval with { State = ApprovalState.Consumed, ConsumedBy = consumption.CallId, Touched = Later(approval.Touched, consumption.At) };
            return new(true);
        }
    }

    private Approval? Open(string binding, DateTimeOffset now) =>
        approvals.Values.FirstOrDefault(approval => approval.Way == ApprovalWay.Review && approval.Binding == binding && IsOpen(approval, now));

    private static bool IsOpen(Approval approval, DateTimeOffset now) => approval.StateAt(now) is ApprovalState.Waiting or ApprovalState.Approved;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Forgets what can't be used any more, an hour after.</summary>
    private void Purge(DateTimeOffset now)
    {
        foreach (var approval in approvals.Values.Where(approval => now >= approval.Expires && now - approval.Touched > TimeSpan.FromHours(1)).ToList())
        {
            approvals.Remove(approval.Id);
        }
    }
}
