using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// Stage 5: the mode decides whether a person is asked, and a yes counts for exactly the call that was shown: same role, revision, principal,
/// environment, tool and arguments. The yes is spent in stage 6, when the call is sent.
/// </summary>
internal sealed class ApproveStage(
    Lazy<CallStores> stores,
    ApprovalTickets tickets,
    ApprovalLedger ledger,
    CallRendering rendering,
    ReviewGate reviews,
    RecordStage record,
    ApprovalOptions options,
    TimeProvider time)
{
    public async ValueTask<Rejection?> CheckAsync(ToolCall call)
    {
        switch (call.Mode)
        {
            case not ApprovalMode.Deny when call.Resumed:
                return null;
            case ApprovalMode.Deny:
                return Forbids(call);
            case ApprovalMode.Review:
                return await reviews.CheckAsync(call, ApprovalBinding.Compute(call)).ConfigureAwait(false);
        }

        if (!Asks(call.Mode, call.Definition.Verb))
        {
            return call.Request.Reply?.State is null ? null : InvalidState;
        }

        var binding = ApprovalBinding.Compute(call);
        return call.Request.Reply is { State: { } state } reply
            ? await AnswerAsync(call, binding, state, reply).ConfigureAwait(false)
            : await AskAsync(call, binding).ConfigureAwait(false);
    }

    /// <summary>The answer to a call that a guard or a rule of the role forbids; null for any other.</summary>
    public static Rejection? Forbids(ToolCall call) => call.Mode != ApprovalMode.Deny ? null : new Rejection(
        OutcomeCode.Denied, "A rule forbids this call in this role.", "Do not repeat it; find another way, or ask the role's owner.");

    /// <summary>Whether the mode asks for a tool of that verb. A verb that is not known is asked for.</summary>
    internal static bool Asks(ApprovalMode mode, ToolVerb verb) => mode switch
    {
        ApprovalMode.Approve => false,
        ApprovalMode.Auto => verb is not (ToolVerb.Read or ToolVerb.Annotate or ToolVerb.Write),
        ApprovalMode.Writes => verb is not ToolVerb.Read,
        _ => true,
    };

    private async ValueTask<Rejection?> AskAsync(ToolCall call, byte[] binding)
    {
        if (!call.Request.CanAsk)
        {
            return new Rejection(
                OutcomeCode.ApprovalRequired,
                $"{call.Definition.Name} needs a person's yes in the role {call.Profile.Role}, and this client can't ask a person.{(call.RaisedBecause is { } because ? " " + because : "")}",
                $"Do not repeat the call here. Ask the user to run it in a client that can show MCP elicitations, or with 'codex-mcp call'; the role's owner ({call.Profile.Owner}) can approve the tool in advance.");
        }

        var hash = Convert.ToHexStringLower(binding);
        var now = time.GetUtcNow();
        var standing = await stores.Value.Approvals.StandingAsync(hash, now, options.DeclineMemory, CancellationToken.None).ConfigureAwait(false);
        if (standing.Declined is not null)
        {
            return Declined("A person declined this exact call a short while ago, so nobody was asked again.");
        }

        if (await reviews.TooOftenAsync(call, now).ConfigureAwait(false) is { } tooOften)
        {
            return tooOften;
        }

        if (await rendering.WriteAsync(call, options.MaxPreview).ConfigureAwait(false) is not { } message)
        {
            return TooLong(options.MaxPreview);
        }

        var state = tickets.Seal(call, binding);

        // Kept before it is shown: what is not in the store can't be answered, so a store that was lost takes its questions with it.
        var asked = ReviewGate.New(call, hash, message, now) with { Expires = now + options.Lifetime };
        await stores.Value.Approvals.AskAsync(asked, CancellationToken.None).ConfigureAwait(false);
        await record.EventAsync(call, AuditEvents.ApprovalAsked, $"Shown: sha256 {asked.MessageHash}").ConfigureAwait(false);
        return Waiting(new ApprovalQuestion(message, ApprovalForm.Schema, state));
    }

    private async ValueTask<Rejection?> AnswerAsync(ToolCall call, byte[] binding, string state, ApprovalReply reply)
    {
        if (!tickets.TryOpen(call, state, out var ticket) || !ApprovalTickets.Fits(ticket, binding))
        {
            return InvalidState;
        }

        var id = ticket.Id.ToString("N");
        var asked = await stores.Value.Approvals.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        if (asked is not { Way: ApprovalWay.Question } || asked.StateAt(time.GetUtcNow()) != ApprovalState.Waiting)
        {
            return InvalidState; // used, refused, out of time, or not asked by this store
        }

        var decision = reply.Action switch
        {
            ApprovalAction.Accept => ApprovalForm.Decision(reply.Content),
            ApprovalAction.Decline or ApprovalAction.Cancel => false,
            _ => null,
        };
        if (decision is null)
        {
            // No answer, or a form that does not say: the same question again in the same words, never a yes.
            return Waiting(new ApprovalQuestion(asked.Message, ApprovalForm.Schema, state));
        }

        if (decision == false)
        {
            ledger.TryConsume(ticket);
            await stores.Value.Approvals.CloseAsync(id, ApprovalState.Declined, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }

        call.Note($"Answers the question of call {ticket.Id:N}.");
        if (ApprovalForm.Comment(reply.Content) is { } comment)
        {
            call.Note($"Comment: {comment}");
        }

        await record.EventAsync(call, AuditEvents.ApprovalAnswered, decision == true ? "approved" : Word(reply.Action)).ConfigureAwait(false);
        if (decision == false)
        {
            return Declined("A person declined the call.");
        }

        call.Yes = new GivenYes(id, Convert.ToHexStringLower(binding), ApprovalWay.Question, ticket);
        return null;
    }

    /// <summary>The one answer to every state that can't be accepted: it does not say what was wrong with it.</summary>
    public static Rejection InvalidState => new(
        OutcomeCode.ApprovalRequired,
        "The approval state is not valid for this call: it was changed, used before, has expired, or belongs to another call.",
        "Call again without it; the person is asked anew.")
    { InvalidApprovalState = true };

    private static Rejection Waiting(ApprovalQuestion question) => new(
        OutcomeCode.ApprovalRequired,
        "A person must approve this call first.",
        "Show the question and send the answer with the same call.")
    { Question = question };

    private Rejection Declined(string message) => new(
        OutcomeCode.Declined,
        message,
        $"Do not repeat the call: it is not asked for again for {options.DeclineMemory.TotalMinutes:0.#} minutes. Ask the user what they want instead.");

    /// <summary>Nobody approves what they have not seen.</summary>
    public static Rejection TooLong(int most) => new(
        OutcomeCode.Denied,
        $"The call is too long to show to a person whole (more than {most} characters), and nobody approves what they have not seen.",
        "Split it into smaller calls.");

    /// <summary>A person who is asked too often stops reading.</summary>
    public static Rejection TooOften(TimeSpan wait) => new(
        OutcomeCode.RateLimited,
        "A person was asked too often lately.",
        $"Ask for less, and call again in {Math.Ceiling(wait.TotalSeconds)} seconds.")
    { RetryAfter = wait };

    private static string Word(ApprovalAction? action) => action == ApprovalAction.Cancel ? "cancelled" : "declined";
}
