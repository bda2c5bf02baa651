using System.Collections.Concurrent;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>What this process remembers of questions: which were spent, which calls were refused, who asks how often. Bounded; when full it says no.</summary>
internal sealed class ApprovalLedger(TimeProvider time, ApprovalOptions options)
{
    /// <summary>How often one question's state buys a call back in without a new permit.</summary>
    private const int FreeReentries = 3;

    private readonly ConcurrentDictionary<Guid, Used> used = new();
    private readonly ConcurrentDictionary<string, long> declined = new(StringComparer.Ordinal);
    private readonly PrincipalRegistry asking = new(time);

    /// <summary>Whether the call may come back without paying again. Never for a spent question.</summary>
    public bool TryReenter(ApprovalTicket ticket) =>
        Entry(ticket) is { } entry && !entry.IsSpent && Interlocked.Increment(ref entry.Reentries) <= FreeReentries;

    /// <summary>Whether the question was used already.</summary>
    public bool IsSpent(ApprovalTicket ticket) => used.TryGetValue(ticket.Id, out var entry) && entry.IsSpent;

    /// <summary>Uses the question: true for exactly one caller.</summary>
    public bool TryConsume(ApprovalTicket ticket) => Entry(ticket) is { } entry && entry.TrySpend();

    /// <summary>Remembers a person's no to this exact call.</summary>
    public void Decline(byte[] binding)
    {
        if (declined.Count >= options.MaxRemembered)
        {
            Purge();
        }

        // Beyond the bound a no is still a no; it is only asked for again sooner.
        if (declined.Count < options.MaxRemembered)
        {
            declined[Convert.ToHexString(binding)] = time.GetTimestamp();
        }
    }

    /// <summary>Whether a person refused this exact call lately.</summary>
    public bool WasDeclined(byte[] binding) =>
        !declined.IsEmpty
        && declined.TryGetValue(Convert.ToHexString(binding), out var at)
        && time.GetElapsedTime(at) < options.DeclineMemory;

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

        foreach (var pair in declined)
        {
            if (time.GetElapsedTime(pair.Value) > options.DeclineMemory)
            {
                declined.TryRemove(pair);
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
