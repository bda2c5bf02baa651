using System.Text.Json;

namespace CodexMcp.Core.Approvals;

/// <summary>A question for a person about one exact call.</summary>
/// <param name="Message">Everything that will run: role, system, environment, verb, the whole arguments, escaped so that nothing can be disguised.</param>
/// <param name="Schema">The form: a flat JSON Schema with one required property <c>decision</c> (<c>approve</c> or <c>decline</c>) and an optional <c>comment</c>.</param>
/// <param name="State">Opaque, sealed, bound to the call, single use; the client gives it back with the answer.</param>
public sealed record ApprovalQuestion(string Message, JsonElement Schema, string State);

/// <summary>What a person answered.</summary>
public enum ApprovalAction
{
    /// <summary>The form was filled in and sent; its <c>decision</c> says yes or no.</summary>
    Accept,

    /// <summary>The person refused.</summary>
    Decline,

    /// <summary>The person closed the question.</summary>
    Cancel,
}

/// <summary>A person's answer as the client gave it back. Nothing in it is trusted before it is checked.</summary>
/// <param name="State">The question's <see cref="ApprovalQuestion.State"/>, or null when the client lost it.</param>
/// <param name="Action">What the person did; null when the client sent no answer to our question.</param>
/// <param name="Content">The filled form, or null.</param>
public sealed record ApprovalReply(string? State, ApprovalAction? Action, JsonElement? Content);
