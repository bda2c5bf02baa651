using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Pipeline;

/// <summary>How a call ended: the whole story for the client, already redacted and recorded.</summary>
public sealed record CallOutcome
{
    /// <summary>The stable code.</summary>
    public required OutcomeCode Code { get; init; }

    /// <summary>The call's id: the same in the audit trail.</summary>
    public required string CallId { get; init; }

    /// <summary>The result's JSON object; for an error <c>{"error": {"code", "message", "next", …}}</c>.</summary>
    public required JsonElement Structured { get; init; }

    /// <summary>The same in words.</summary>
    public required string Text { get; init; }

    /// <summary>Whether <see cref="Text"/> is nothing but <see cref="Structured"/> once more.</summary>
    public bool TextIsJson { get; init; }

    /// <summary>Where the content comes from; null for what the host says itself: refusals, questions, tickets.</summary>
    public OutsideContent? Outside { get; init; }

    /// <summary>Pictures, sounds, documents and links; usually none. With some, <see cref="Text"/> may be empty.</summary>
    public IReadOnlyList<ToolContent> Content { get; init; } = [];

    /// <summary>What another MCP server says beside its result, without keys of the protocol's or ours; usually null.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>The question to put to a person when <see cref="Code"/> is <see cref="OutcomeCode.ApprovalRequired"/> and the client can ask; else null.</summary>
    public ApprovalQuestion? Question { get; init; }

    /// <summary>The tool's own questions when <see cref="Code"/> is <see cref="OutcomeCode.InputRequired"/> and the client can answer them.</summary>
    public IReadOnlyList<ToolQuestion> Questions { get; init; } = [];

    /// <summary>The sealed state that the client gives back with the answers, or null.</summary>
    public string? QuestionState { get; init; }

    /// <summary>What the client would have to be able to do.</summary>
    public ClientAbilities Lacking { get; init; }

    /// <summary>The review that the call may be held open for, or null: a transport waits for it and makes the call again.</summary>
    public PendingReview? Pending { get; init; }

    /// <summary>The call whose first result this is, when nothing was sent for this one; else null.</summary>
    public string? Replays { get; init; }

    /// <summary>How long to wait before the call may work, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the reply's sealed state was forged, expired, used before or made for another call. A transport whose protocol has an
    /// error for it (MCP 2026-07-28: -32602) answers with that; the others show the outcome.
    /// </summary>
    public bool InvalidApprovalState { get; init; }

    /// <summary>Whether the call did not do what was asked.</summary>
    public bool IsError => Code is not (OutcomeCode.Succeeded or OutcomeCode.Replayed);
}
