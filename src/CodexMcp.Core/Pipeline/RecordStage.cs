using System.Text.Json;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 9: writes the record of every end, and of what happens on the way. What has no record does not leave.</summary>
internal sealed class RecordStage(IAuditLog audit, TimeProvider time, Redactor redactor, ILogger logger)
{
    /// <summary>Records the end of a call and gives its outcome; when the record can't be kept, the outcome says only that.</summary>
    public async ValueTask<CallOutcome> CloseAsync(ToolCall call, Rejection? rejection)
    {
        try
        {
            var code = rejection?.Code ?? Done(call);
            var entry = Entry(call, call.Tool is null ? AuditEvents.Boundary : AuditEvents.Finished) with
            {
                Outcome = code.Wire(),
                Stage = Name(call.Stage),
                Reason = rejection?.Message,
                Result = rejection is null ? new(call.Profile.Governance.LogOutputs, call.Structured) : null,
                DurationMicroseconds = (long)time.GetElapsedTime(call.StartedAt).TotalMicroseconds,
            };
            await audit.AppendAsync(entry, durable: false).ConfigureAwait(false);
            return rejection is null ? Success(call) : ErrorOutcome.Of(call, rejection);
        }
        catch (Exception exception)
        {
            logger.AuditFailed(call.CallId, redactor.Clean(exception.ToString()));
            return ErrorOutcome.Of(call, Unrecorded(call));
        }
    }

    /// <summary>Records that a write is about to be sent; when this returns, the record survives the death of the machine.</summary>
    public ValueTask IntentAsync(ToolCall call) => audit.AppendAsync(Entry(call, AuditEvents.Intent), durable: true);

    /// <summary>Records that a write of unknown end was read back, durably: it counts only then.</summary>
    public ValueTask SettledAsync(ToolCall call, SentWrite lost, bool happened) => audit.AppendAsync(
        new()
        {
            Event = AuditEvents.Settled,
            CallId = lost.CallId,
            Role = lost.Role,
            Principal = lost.Principal,
            Environment = lost.Environment,
            Tool = lost.Tool,
            Outcome = happened ? "happened" : "did_not_happen",
            Reason = $"{call.Definition.Connector} read it back when call {call.CallId} repeated it.",
        },
        durable: true);

    /// <summary>Records something that happened on the way.</summary>
    public ValueTask EventAsync(ToolCall call, string name, string? reason) =>
        audit.AppendAsync(Entry(call, name) with { Stage = Name(call.Stage), Reason = reason }, durable: false);

    private AuditEntry Entry(ToolCall call, string name) => new()
    {
        Event = name,
        CallId = call.CallId,
        ParentCallId = call.Parent?.CallId,
        Role = call.Profile.Role,
        Revision = call.Profile.Revision,
        Principal = call.Request.Principal,
        Client = call.Request.Client is { } client ? redactor.Clean(ResolveStage.Shown(client)) : null,
        Environment = call.Execution.Environment,
        Tool = call.Tool?.Definition.Name ?? redactor.Clean(ResolveStage.Shown(call.Request.Tool)),
        Verb = call.Tool is { } tool ? Name(tool.Definition.Verb) : null,
        ArgumentsHash = call.ArgumentsHash,
        Arguments = Inputs(call),
        Notes = call.Notes?.ConvertAll(redactor.Clean),
    };

    private AuditPayloadValue? Inputs(ToolCall call) =>
        call.Profile.Governance.LogInputs is var mode and not AuditPayload.None && call.Arguments.ValueKind != JsonValueKind.Undefined
            ? new(mode, redactor.Clean(call.Arguments, null))
            : null;

    private static OutcomeCode Done(ToolCall call) => call.Replays is null ? OutcomeCode.Succeeded : OutcomeCode.Replayed;

    private static CallOutcome Success(ToolCall call) => new()
    {
        Code = Done(call),
        Replays = call.Replays,
        CallId = call.CallId,
        Structured = call.Structured,
        Text = call.Text,
        TextIsJson = call.TextIsJson,
        Outside = call.Outside,
        Content = call.Content,
        Meta = call.Meta,
    };

    private static Rejection Unrecorded(ToolCall call) => call.IsRead || !call.Sent
        ? Rejection.NoAudit with { Message = "The audit trail can't be written, so the call has no answer." }
        : new Rejection(
            OutcomeCode.AuditUnavailable,
            $"The call was sent, but its end can't be written to the audit trail, so its result is withheld (call {call.CallId}).",
            "Do not repeat it. Read back whether it took effect, and tell the operator that the audit trail fails.");

    /// <summary>The stage as records and metrics name it.</summary>
    internal static string Name(Stage stage) => stage switch
    {
        Stage.Resolve => "resolve",
        Stage.Validate => "validate",
        Stage.Limit => "limit",
        Stage.Guard => "guard",
        Stage.Approve => "approve",
        Stage.Execute => "execute",
        Stage.Check => "check",
        Stage.Redact => "redact",
        _ => "record",
    };

    private static string Name(Abstractions.ToolVerb verb) => verb switch
    {
        Abstractions.ToolVerb.Read => "read",
        Abstractions.ToolVerb.Annotate => "annotate",
        Abstractions.ToolVerb.Write => "write",
        Abstractions.ToolVerb.Admin => "admin",
        _ => "destructive",
    };
}
