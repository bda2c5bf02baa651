using System.Runtime.InteropServices;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Questions;
using CodexMcp.Core.Roles;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// A tool's own questions: bounded, redacted, put only to a client that said it can answer, and sealed to the call. The call that comes back with the
/// answers goes on under the approval that it began with; one that may change something goes on once.
/// </summary>
internal sealed class QuestionStage(QuestionSeal seal, ApprovalLedger ledger, Redactor redactor, ILogger logger)
{
    private const int MaxQuestions = 8;
    private const int MaxKey = 64;

    /// <summary>The sealed text of a longer one would not be opened again.</summary>
    private const int MaxState = 3 * 1024;

    private static readonly Dictionary<string, System.Text.Json.JsonElement> Nothing = [];

    /// <summary>Takes up a call that had asked; null when it may go on, or when it is not one.</summary>
    public Rejection? Resume(ToolCall call)
    {
        if (call.Request.Reply?.State is not { } text || !text.StartsWith(QuestionSeal.Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        if (seal.Open(call, text) is not { } open || open.Mode != call.Mode)
        {
            return ApproveStage.InvalidState;
        }

        var ticket = new ApprovalTicket(open.Id, open.Binding);
        if (!ApprovalTickets.Fits(ticket, ApprovalBinding.Compute(call)))
        {
            return ApproveStage.InvalidState;
        }

        // Only this process knows what it has spent: elsewhere a call that may change something begins anew.
        if (!call.IsRead && !(open.IsLocal && ledger.TryConsume(ticket)))
        {
            return ApproveStage.InvalidState;
        }

        call.Note($"Goes on from call {open.Id:N}.");
        call.Resumed = true;
        call.Invocation = call.Invocation! with { Answers = new(call.Request.Answers ?? Nothing, open.State) };
        return null;
    }

    /// <summary>Ends the call with the questions of its result.</summary>
    public Rejection Ask(ToolCall call)
    {
        var result = call.Result!;
        var needs = ClientAbilities.None;
        long size = 0;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var fits = result.Questions.Count <= MaxQuestions && (result.State?.Length ?? 0) <= MaxState;
        foreach (var question in result.Questions)
        {
            needs |= question.Needs;
            size += question.Parameters.ValueKind == System.Text.Json.JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(question.Parameters).Length : call.Execution.MaxResultBytes + 1L;
            fits &= question.Key.Length is > 0 and <= MaxKey && keys.Add(question.Key)
                && question.Needs is ClientAbilities.Forms or ClientAbilities.Sampling or ClientAbilities.Roots;
        }

        if (!fits || size > call.Execution.MaxResultBytes)
        {
            logger.ResultMisfit(call.CallId, call.Definition.Name, "its questions");
            return new Rejection(OutcomeCode.InvalidResult, $"{call.Definition.Name} asked in a way that can't be passed on (call {call.CallId}).", "Give the call id to the operator.");
        }

        var forbidden = needs & ~call.Tool!.MayAsk;
        if (forbidden != ClientAbilities.None)
        {
            return new Rejection(
                OutcomeCode.Denied,
                $"{call.Definition.Name} has to ask the client for {Words(forbidden)}, which the role {call.Profile.Role} does not let it ask.",
                "Use another tool; the role's owner could allow it with upstream_may_ask.");
        }

        var lacking = needs & ~call.Request.Abilities;
        return lacking == ClientAbilities.None
            ? Clean(call, result)
            : new Rejection(
                OutcomeCode.InputRequired,
                $"{call.Definition.Name} has to ask the client for {Words(lacking)}, which this client has not declared.",
                "Use a client that can do it, or another tool.")
            { Lacking = lacking };
    }

    private Rejection Clean(ToolCall call, ToolResult result)
    {
        var findings = new Findings();
        var questions = new ToolQuestion[result.Questions.Count];
        for (var i = 0; i < questions.Length; i++)
        {
            var question = result.Questions[i];
            questions[i] = new(redactor.Clean(question.Key, findings), question.Needs, redactor.Clean(question.Parameters, findings));
        }

        if (findings.Count > 0)
        {
            call.Note($"DLP found {findings}.");
            if (call.Profile.Governance.Secrets == DlpAction.Block)
            {
                return new Rejection(OutcomeCode.BlockedByDlp, $"{call.Definition.Name} asks with what may not leave ({findings}).", "Do not repeat the call.");
            }
        }

        call.Note($"Asks the client for {string.Join(", ", questions.Select(question => Words(question.Needs)).Distinct())}.");
        return new Rejection(OutcomeCode.InputRequired, $"{call.Definition.Name} has to know more before it can go on.", "Answer its questions and send the same call with the answers.")
        {
            Questions = questions,
            QuestionState = seal.Seal(call, ApprovalBinding.Compute(call), result.State),
        };
    }

    private static string Words(ClientAbilities abilities) => string.Join(" and ", new[]
    {
        abilities.HasFlag(ClientAbilities.Forms) ? "a form (elicitation)" : null,
        abilities.HasFlag(ClientAbilities.Sampling) ? "its model's answer (sampling)" : null,
        abilities.HasFlag(ClientAbilities.Roots) ? "its folders (roots)" : null,
    }.Where(word => word is not null));
}
