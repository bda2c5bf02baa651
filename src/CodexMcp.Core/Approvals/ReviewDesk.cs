using CodexMcp.Core.Audit;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Approvals;

/// <summary>What came of a person's wish to vote.</summary>
/// <param name="Taken">Whether the vote counts.</param>
/// <param name="Message">What happened, as one sentence.</param>
/// <param name="Approval">The approval as it stands, or null when there is none.</param>
public sealed record DeskAnswer(bool Taken, string Message, Approval? Approval);

/// <summary>
/// Where reviewers vote, whatever they look through: a person with an approver's credential, in the groups that the review asks, never for a call
/// of their own. A vote is on record before it counts.
/// </summary>
public sealed class ReviewDesk(IApprovalStore approvals, Func<Groups> groups, IAuditLog audit, TimeProvider time, IDelegationStore? delegations = null)
{
    private const int MostComment = 500;
    private readonly Redactor redactor = new();

    /// <summary>Takes a vote.</summary>
    /// <param name="approver">Who votes; the credential was just checked.</param>
    /// <param name="id">The approval.</param>
    /// <param name="approves">Yes or no.</param>
    /// <param name="comment">Why, or null.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    /// <exception cref="AuditUnavailableException">The vote can't be recorded, so it was not taken.</exception>
    public ValueTask<DeskAnswer> VoteAsync(Approver approver, string id, bool approves, string? comment, CancellationToken cancellationToken) =>
        VoteAsync(approver, id, approves, overrides: false, comment, cancellationToken);

    /// <summary>Takes the yes of a member of the emergency group, which decides alone. It needs a reason, and is recorded as an override.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store can't be reached.</exception>
    /// <exception cref="AuditUnavailableException">It can't be recorded, so it was not taken.</exception>
    public ValueTask<DeskAnswer> OverrideAsync(Approver approver, string id, string? comment, CancellationToken cancellationToken) =>
        VoteAsync(approver, id, approves: true, overrides: true, comment, cancellationToken);

    private async ValueTask<DeskAnswer> VoteAsync(Approver approver, string id, bool approves, bool overrides, string? comment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        if (await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { Way: ApprovalWay.Review } approval)
        {
            return new(false, "There is no review with that id.", null);
        }

        var now = time.GetUtcNow();
        var standIns = delegations is null ? [] : await delegations.ListAsync(cancellationToken).ConfigureAwait(false);
        var membership = Reviewership.Of(approver.Principal, approval, groups(), standIns, now);
        var vote = new Vote
        {
            Approver = approver.Principal,
            Credential = approver.Credential,
            Approves = approves,
            Groups = membership.Groups,
            OnBehalfOf = overrides ? null : membership.For,
            Overrides = overrides,
            Comment = Clean(comment),
            At = now,
        };
        if (Refuse(approver, approval, vote) is { } refusal)
        {
            await RecordAsync(approval, vote, "refused", refusal).ConfigureAwait(false);
            return new(false, refusal, approval);
        }

        await RecordAsync(approval, vote, overrides ? "overridden" : approves ? "approved" : "declined", vote.Comment).ConfigureAwait(false);
        var result = await approvals.VoteAsync(id, vote, ReviewCount.Decide, cancellationToken).ConfigureAwait(false);
        if (result.Outcome != VoteOutcome.Taken)
        {
            var late = result.Outcome == VoteOutcome.Repeated
                ? $"{approver.Principal} has voted on it before; a person votes once."
                : $"It is over: {Word(result.Approval?.StateAt(vote.At) ?? ApprovalState.Void)}.";
            await RecordAsync(approval, vote, "not_counted", late).ConfigureAwait(false);
            return new(false, late, result.Approval);
        }

        return new(true, result.Approval!.State switch
        {
            ApprovalState.Approved => "The call is approved: it runs once, when the agent makes it again.",
            ApprovalState.Declined => "The call is declined.",
            _ when !approves => "Your no counts; it ends the review once a majority says no.",
            _ => $"Your yes counts; still missing: {ReviewCount.Words(result.Approval)}.",
        }, result.Approval);
    }

    /// <summary>The word for a state.</summary>
    public static string Word(ApprovalState state) => state switch
    {
        ApprovalState.Waiting => "waiting",
        ApprovalState.Approved => "approved",
        ApprovalState.Declined => "declined",
        ApprovalState.Consumed => "run",
        ApprovalState.Expired => "expired",
        _ => "void",
    };

    /// <summary>Why a vote is not taken, one sentence; or null.</summary>
    internal static string? Refuse(Approver approver, Approval approval, Vote vote)
    {
        if (Person.MayBeSame(approver.Principal, approval.Principal))
        {
            return $"{approver.Principal} asked for this call, and nobody decides their own.";
        }

        var terms = approval.Terms;
        if (vote.Overrides)
        {
            return terms.Emergency is not { } emergency ? "The role names no group that may override its reviews."
                : !vote.Groups.Contains(emergency, StringComparer.Ordinal) ? $"{approver.Principal} is not in {emergency}, whose members alone may override."
                : vote.Comment is null ? "An override needs a reason: give a comment."
                : null;
        }

        if (approval.Votes.FirstOrDefault(earlier => earlier.OnBehalfOf is { } other && Person.MayBeSame(other, approver.Principal)) is { } stoodIn)
        {
            return $"{stoodIn.Approver} has voted in the place of {approver.Principal}; a person counts once.";
        }

        if (approval.Needs.Any(need => vote.Groups.Contains(need.Group, StringComparer.Ordinal)))
        {
            return null;
        }

        if (terms is { EscalatesTo: { } late, EscalatesAt: { } from } && vote.Groups.Contains(late, StringComparer.Ordinal))
        {
            return vote.At >= from ? null : $"{late} may decide this only from {from:yyyy-MM-dd HH:mm} UTC on, if it is still open.";
        }

        return $"{approver.Principal} is in none of the groups that are asked: {string.Join(", ", approval.Needs.Select(need => need.Group))}.";
    }

    private string? Clean(string? comment)
    {
        if (string.IsNullOrWhiteSpace(comment))
        {
            return null;
        }

        var text = VisibleText.Shown(comment.Length > MostComment ? comment[..MostComment] : comment, escapeNewLines: true);
        return redactor.Clean(text);
    }

    private ValueTask RecordAsync(Approval approval, Vote vote, string outcome, string? reason) => audit.AppendAsync(
        new AuditEntry
        {
            Event = vote.Overrides ? AuditEvents.ApprovalOverridden : AuditEvents.ApprovalVoted,
            CallId = approval.Id,
            Role = approval.Role,
            Revision = approval.Revision,
            Principal = vote.Approver,
            Environment = approval.Environment,
            Tool = approval.Tool,
            Outcome = outcome,
            Reason = reason,
            Notes =
            [
                $"{(vote.Credential.StartsWith(Approver.SignIn, StringComparison.Ordinal) ? "signed in by" : "key")} {vote.Credential}",
                $"shown: sha256 {approval.MessageHash}",
                .. vote.OnBehalfOf is { } other ? (string[])[$"in the place of {VisibleText.Ascii(other)}"] : [],
            ],
        },
        durable: true);
}
