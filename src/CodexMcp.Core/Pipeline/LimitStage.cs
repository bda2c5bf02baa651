using CodexMcp.Core.Approvals;
using CodexMcp.Core.Limits;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// Stage 3: how often and how many at once. Counted by role and principal, never by session or client: a new session gets no new permits.
/// A call that comes back with a person's answer was paid for when it asked; one that a call makes has its parent's permit and place.
/// </summary>
internal sealed class LimitStage(PrincipalRegistry registry, ApprovalTickets tickets, ApprovalLedger ledger)
{
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);

    public Rejection? Check(ToolCall call)
    {
        if (!IsPaid(call))
        {
            if (Charge(call) is { } tooMany)
            {
                return tooMany;
            }

            var tool = call.Tool!;
            if ((tool.RateLimit ?? call.Execution.PerTool) is { } rate
                && Entry(call)?.TakeTool(tool.Definition.Name, rate) is { } wait
                && wait > TimeSpan.Zero)
            {
                return TooMany($"{rate.Permits} calls of {tool.Definition.Name} in {Seconds(rate.Window)} are allowed", wait);
            }
        }

        return call.Parent is null ? Start(call) : null;
    }

    /// <summary>Counts the call against its principal; refused calls too, so that a flood of them ends here.</summary>
    public Rejection? Charge(ToolCall call)
    {
        if (call.Parent is not null)
        {
            return null; // their number is bounded for each call
        }

        var rate = call.Execution.PerPrincipal;
        while (Entry(call) is { } entry)
        {
            if (entry.TakeAny(rate) is { } wait)
            {
                return wait == TimeSpan.Zero ? null : TooMany($"{rate.Permits} calls in {Seconds(rate.Window)} are allowed", wait);
            }
        }

        return Crowded;
    }

    private Rejection? Start(ToolCall call)
    {
        var most = call.Execution.Concurrency;
        while (Entry(call) is { } entry)
        {
            switch (entry.TryStart(most))
            {
                case true:
                    call.Lease = entry;
                    return null;
                case false:
                    return new Rejection(
                        OutcomeCode.RateLimited,
                        $"{most} calls of yours run at once already, which is the most that the role {call.Profile.Role} allows.",
                        "Wait until one of them ends, then call again.")
                    { RetryAfter = BusyWait };
            }
        }

        return Crowded;
    }

    private bool IsPaid(ToolCall call) =>
        call.Request.Reply?.State is { } state
        && tickets.TryOpen(call, state, out var ticket)
        && ledger.TryReenter(ticket);

    private PrincipalLimits? Entry(ToolCall call) => registry.Get(call.Profile.Role, call.Request.Principal);

    private static Rejection TooMany(string limit, TimeSpan wait) =>
        new(OutcomeCode.RateLimited, $"Too many calls: {limit}.", $"Call again in {Seconds(wait)}.") { RetryAfter = wait };

    private static Rejection Crowded => new(
        OutcomeCode.RateLimited,
        "The host serves as many callers as it can.",
        "Call again in a minute.")
    { RetryAfter = TimeSpan.FromMinutes(1) };

    private static string Seconds(TimeSpan span)
    {
        var seconds = Math.Ceiling(span.TotalSeconds * 10) / 10;
        return seconds == 1 ? "1 second" : $"{seconds:0.#} seconds";
    }
}
