using System.Collections.Concurrent;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// What this process remembers of questions by itself: which it has spent, and who asks how often. Bounded; when full it says no. What must hold for
/// all processes stands in the <see cref="IApprovalStore"/>.
/// </summary>
internal sealed class ApprovalLedger(TimeProvider time, ApprovalOptions options)
{
    /// <summary>How often one question's state buys a call back in without a new permit.</summary>
    private const int FreeReentries = 3;

    private readonly ConcurrentDictionary<Guid, Used> used = new();
    private readonly PrincipalRegistry asking = new(time);

    /// <summary>Whether the call may come back without paying again. Never for a spent question.</summary>
    public bool TryReenter(ApprovalTicket ticket) =>
        Entry(ticket) is { } entry && !entry.IsSpent && Interlocked.Increment(ref entry.Reentries) <= FreeReentries;

    /// <summary>Uses the question: true for exactly one caller in this process.</summary>
    public bool TryConsume(ApprovalTicket ticket) => Entry(ticket) is { } entry && entry.TrySpend();

    /// <summary>Counts a question: zero when it may be asked, else how long to wait.</summary>
    public TimeSpan TakeQuestion(string role, string principal)
    {
        while (asking.Get(role, principal) is { } entry)
        {
            if (entry.TakeAny(options.Questions) is { } wait)
            {
                return wait;
            }
        }

        return options.Questions.Window;
    }

    private Used? Entry(ApprovalTicket ticket)
    {
        if (used.TryGetValue(ticket.Id, out var entry))
        {
            return entry;
        }

        if (used.Count >= options.MaxRemembered)
        {
            Purge();
            if (used.Count >= options.MaxRemembered)
            {
                return null;
            }
        }

        return used.GetOrAdd(ticket.Id, static (_, now) => new Used(now), time.GetTimestamp());
    }

    /// <summary>Forgets what is older than a question can be: such a ticket does not open any more.</summary>
    private void Purge()
    {
        foreach (var pair in used)
        {
            if (time.GetElapsedTime(pair.Value.Since) > options.Lifetime)
            {
                used.TryRemove(pair);
            }
        }
    }

    private sealed class Used(long since)
    {
        public int Reentries;
        private int spent;

        public long Since { get; } = since;

        public bool IsSpent => Volatile.Read(ref spent) == 1;

        public bool TrySpend() => Interlocked.Exchange(ref spent, 1) == 0;
    }
}
