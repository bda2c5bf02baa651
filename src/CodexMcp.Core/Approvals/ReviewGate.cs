using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>
/// A call that reviewers decide outside the conversation. The first one opens a review and ends with its ticket; the identical call, made
/// again, finds what became of it, and runs when enough of the right people said yes and still may.
/// </summary>
internal sealed class ReviewGate(
    Lazy<CallStores> stores,
    ApprovalLedger ledger,
    CallRendering rendering,
    RecordStage record,
    IReviewers? reviewers,
    ApprovalOptions options,
    TimeProvider time)
{
    public async ValueTask<Rejection?> CheckAsync(ToolCall call, byte[] binding)
    {
        var hash = Convert.ToHexStringLower(binding);
        var now = time.GetUtcNow();
        var standing = await stores.Value.Approvals.StandingAsync(hash, now, options.DeclineMemory, CancellationToken.None).ConfigureAwait(false);
        if (standing.Declined is { } declined)
        {
            return Declined(declined);
        }

        var open = standing.Open;
        if (open is { State: ApprovalState.Approved })
        {
            if (await StillStandsAsync(open).ConfigureAwait(false))
            {
                call.Yes = new GivenYes(open.Id, hash, ApprovalWay.Review);
                call.Note($"Approved in review {open.Id} by {string.Join(", ", open.Votes.Where(vote => vote.Approves).Select(Who))}.");
                return null;
            }

            // Whoever said yes may not any more: what is left is a call that nobody approved.
            await stores.Value.Approvals.CloseAsync(open.Id, ApprovalState.Void, now, CancellationToken.None).ConfigureAwait(false);
            await record.EventAsync(call, AuditEvents.ApprovalVoided, $"Review {open.Id}: who approved it may not decide it any more.").ConfigureAwait(false);
            open = null;
        }

        if (open is null)
        {
            return await AskAsync(call, hash, now).ConfigureAwait(false);
        }

        if (open is { Escalated: null, Terms: { EscalatesAt: { } late, EscalatesTo: { } to } } && now >= late
            && await stores.Value.Approvals.EscalateAsync(open.Id, now, CancellationToken.None).ConfigureAwait(false))
        {
            await record.EventAsync(call, AuditEvents.ApprovalEscalated, $"Review {open.Id} is late: {to} may decide it too.").ConfigureAwait(false);
        }

        return Pending(call, open, now);
    }

    private async ValueTask<Rejection> AskAsync(ToolCall call, string binding, DateTimeOffset now)
    {
        if (await rendering.WriteAsync(call, options.MaxReview).ConfigureAwait(false) is not { } message)
        {
            return ApproveStage.TooLong(options.MaxReview);
        }

        if (await TooOftenAsync(call, now).ConfigureAwait(false) is { } tooOften)
        {
            return tooOften;
        }

        var asked = await stores.Value.Approvals.AskAsync(
            New(call, binding, message, now) with
            {
                Way = ApprovalWay.Review,
                Needs = call.Tool!.Reviewers.Count > 0 ? call.Tool.Reviewers : [new Reviewers(call.Profile.Owner, 1)],
                Terms = Terms(call.Profile.Approvals, now),
                Expires = now + options.ReviewLifetime,
            },
            CancellationToken.None).ConfigureAwait(false);
        if (asked.Id == call.CallId)
        {
            await record.EventAsync(call, AuditEvents.ApprovalAsked, $"Review {asked.Id}; shown: sha256 {asked.MessageHash}").ConfigureAwait(false);
        }

        return Pending(call, asked, now);
    }

    /// <summary>
    /// Refuses to ask people again and again. A principal has its permits in this process, and what all processes together asked for it counts too:
    /// twice the permits in one window is the most that a single process would have let through.
    /// </summary>
    public async ValueTask<Rejection?> TooOftenAsync(ToolCall call, DateTimeOffset now)
    {
        var (role, principal, limit) = (call.Profile.Role, call.Request.Principal, options.Questions);
        if (ledger.TakeQuestion(role, principal) is var wait && wait > TimeSpan.Zero)
        {
            return ApproveStage.TooOften(wait);
        }

        return await stores.Value.Approvals.CountAskedAsync(role, principal, now - limit.Window, CancellationToken.None).ConfigureAwait(false) < 2 * limit.Permits
            ? null
            : ApproveStage.TooOften(limit.Window / limit.Permits);
    }

    private static ReviewTerms Terms(RoleApprovals role, DateTimeOffset now) => new()
    {
        Majority = role.Majority,
        EscalatesAt = role.EscalateTo is null ? null : now + role.EscalateAfter,
        EscalatesTo = role.EscalateAfter is null ? null : role.EscalateTo,
        Emergency = role.Emergency,
    };

    /// <summary>An approval as a call asks for it.</summary>
    public static Approval New(ToolCall call, string binding, string message, DateTimeOffset now) => new()
    {
        Id = call.CallId,
        Way = ApprovalWay.Question,
        Binding = binding,
        Role = call.Profile.Role,
        Revision = call.Profile.Revision,
        Principal = call.Request.Principal,
        Environment = call.Execution.Environment,
        Tool = call.Definition.Name,
        Message = message,
        Asked = now,
        Touched = now,
        Expires = now,
    };

    /// <summary>Whether the votes still come to a yes, with the groups and credentials of this moment. Without anybody who can tell, they don't.</summary>
    private async ValueTask<bool> StillStandsAsync(Approval approval)
    {
        if (reviewers is null)
        {
            return false;
        }

        var among = ReviewCount.Asked(approval);
        var votes = new List<Vote>(approval.Votes.Count);
        foreach (var vote in approval.Votes)
        {
            votes.Add(vote with { Groups = await reviewers.GroupsAsync(vote, among, CancellationToken.None).ConfigureAwait(false) });
        }

        return ReviewCount.Decide(approval with { Votes = votes }) == ApprovalState.Approved;
    }

    private Rejection Pending(ToolCall call, Approval open, DateTimeOffset now)
    {
        return new Rejection(
            OutcomeCode.ApprovalPending,
            $"{open.Tool} waits for a review (ticket {open.Id}): the yes of {ReviewCount.Words(open)} is missing{Late(open, now)}. It did not run. The review is open until {open.Expires:yyyy-MM-dd HH:mm} UTC.",
            "Tell the user what waits and for whom. To run it after the review, make the identical call again: it finds its approval and runs once. A call that differs in anything starts over with a new review."
            + (call.Profile.Find(ApprovalStatus.Definition.Name) is null ? "" : " approval_status tells how far the review has come."))
        {
            Pending = call.Profile.Approvals.Wait > TimeSpan.Zero ? new PendingReview(open, call.Profile.Approvals.Wait, stores, time) : null,
            Waiting = open,
            RetryAfter = TimeSpan.FromSeconds(Math.Clamp((open.Expires - now).TotalSeconds, 1, 60)),
        };
    }

    private static string Late(Approval open, DateTimeOffset now) =>
        open.Terms is { EscalatesAt: { } at, EscalatesTo: { } to } ? (now >= at ? $", and {to} may decide in their place" : $", and from {at:HH:mm} UTC on {to} may decide in their place") : "";

    private static string Who(Vote vote) =>
        vote.Overrides ? $"{vote.Approver} as an emergency override: {vote.Comment}"
        : vote.OnBehalfOf is { } other ? $"{vote.Approver} for {other}"
        : vote.Approver;

    private Rejection Declined(Approval declined)
    {
        var who = declined.Votes.FirstOrDefault(vote => !vote.Approves);
        var because = who?.Comment is { Length: > 0 } comment ? $" and wrote: \"{Dlp.VisibleText.Shown(comment, escapeNewLines: true)}\"" : "";
        return new Rejection(
            OutcomeCode.Declined,
            who is null
                ? "A person declined this exact call a short while ago, so nobody was asked again."
                : $"{who.Approver} declined this exact call in review {declined.Id}{because}.",
            $"Do not repeat the call: it is not asked for again for {options.DeclineMemory.TotalMinutes:0.#} minutes. Ask the user what they want instead.");
    }
}
