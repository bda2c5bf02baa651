using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;

namespace CodexMcp.Core.Pipeline;

/// <summary>A stage's no, in words for the agent: what happened, and what to do next.</summary>
internal sealed record Rejection(OutcomeCode Code, string Message, string Next)
{
    /// <summary>Whether its words are a connector's, and so perhaps a vendor's.</summary>
    public bool FromOutside { get; init; }

    /// <summary>How long to wait before the call may work, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The question for a person, or null.</summary>
    public ApprovalQuestion? Question { get; init; }

    /// <summary>The tool's own questions.</summary>
    public IReadOnlyList<ToolQuestion> Questions { get; init; } = [];

    /// <summary>The sealed state of <see cref="Questions"/>.</summary>
    public string? QuestionState { get; init; }

    /// <summary>What the client would have to be able to do.</summary>
    public ClientAbilities Lacking { get; init; }

    /// <summary>The review that is waited for, or null.</summary>
    public Approval? Waiting { get; init; }

    /// <summary>The same, when the call may be held open for it; or null.</summary>
    public PendingReview? Pending { get; init; }

    /// <summary>Whether the reply's sealed state can't be accepted: a protocol error where the protocol has one for it.</summary>
    public bool InvalidApprovalState { get; init; }

    /// <summary>The client took the call back before anything was sent, or while a read ran.</summary>
    public static Rejection Cancelled { get; } = new(
        OutcomeCode.Cancelled, "The call was cancelled.", "Call again if the result is still wanted.");

    /// <summary>The audit trail can't be written and nothing was sent.</summary>
    public static Rejection NoAudit { get; } = new(
        OutcomeCode.AuditUnavailable,
        "The audit trail can't be written, so the call was not carried out.",
        "Tell the operator; 'codex-mcp doctor' says what is wrong with the state folder. Call again when it is mended.");

    /// <summary>The store of approvals can't be used and nothing was sent.</summary>
    public static Rejection NoStore { get; } = new(
        OutcomeCode.Denied,
        "The store that holds approvals, kill switches and sent writes can't be used, so nobody's yes counts and the call was not carried out.",
        "Tell the operator; 'codex-mcp doctor' says what is wrong with the store. Call again when it is mended.");

    /// <summary>Something broke in a stage: the detail is in the log under the call's id.</summary>
    public static Rejection Fault(ToolCall call) => new(
        OutcomeCode.Denied,
        call.Sent
            ? $"The system carried out the call, but the host failed while it handled the result (call {call.CallId})."
            : $"The host failed while it judged the call, so the call was not carried out (call {call.CallId}).",
        call.Sent && !call.IsRead
            ? "Do not repeat the call: read back whether it took effect, and give the call id to the operator."
            : "Give the call id to the operator: the host's log has the detail.");
}
