using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Questions;
using CodexMcp.Core.Stores;
using CodexMcp.Core.Switches;
using CodexMcp.Core.Telemetry;
using CodexMcp.Core.Untrusted;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// The one place where a call is decided. Every transport hands its calls here, and nothing reaches a connector by another way.
/// A stage passes the call on or ends it with a rejection; a stage that throws has allowed nothing. Safe for concurrent use.
/// </summary>
public sealed class ToolCallPipeline
{
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ResolveStage resolve;
    private readonly ValidateStage validate;
    private readonly LimitStage limit;
    private readonly SwitchGate switches;
    private readonly QuotaGate quota;
    private readonly GuardStage guard;
    private readonly CostGate costs;
    private readonly RepeatStage repeats;
    private readonly ApproveStage approve;
    private readonly ExecuteStage execute;
    private readonly QuestionStage questions;
    private readonly CheckStage check;
    private readonly OutsideGuard outside;
    private readonly RedactStage redact;
    private readonly RecordStage record;

    /// <summary>Puts the stages together. Nothing heavy happens before the first call.</summary>
    public ToolCallPipeline(PipelineServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        time = services.Time;
        logger = services.Logger;
        var redactor = new Redactor();
        var ledger = new ApprovalLedger(services.Time, services.Approvals);
        var tickets = new ApprovalTickets(services.ApprovalKey, services.Time, services.Approvals);
        var stores = new Lazy<CallStores>(services.Stores);
        var ambiguous = new AmbiguousWrites(stores, services.Time, services.Approvals, services.Logger);
        record = new RecordStage(services.Audit, services.Time, redactor, services.Logger);
        resolve = new ResolveStage();
        validate = new ValidateStage();
        limit = new LimitStage(new PrincipalRegistry(services.Time), tickets, ledger);
        switches = new SwitchGate(services.Switches);
        quota = new QuotaGate(services.Time);
        outside = new OutsideGuard(new WorkUnits(services.Time));
        guard = new GuardStage(
            new OwnConnectors(services.Connectors, stores, services.Time), services.Guards, new HandleSealer(services.HandleKey), call => new InnerCalls(call, CallAsync), outside, redactor, services.Time);
        costs = new CostGate(stores, services.Time);
        var rendering = new CallRendering(redactor, services.Time, services.Logger);
        var reviews = new ReviewGate(stores, ledger, rendering, record, services.Reviewers, services.Approvals, services.Time);
        var keys = new IdempotencyKeys(stores, ambiguous, services.Time, services.Logger);
        var gates = new ConnectorGates(services.Time);
        repeats = new RepeatStage(keys, ambiguous, new WriteRecovery(stores, gates, record, redactor, services.Time, services.Logger), stores, services.Time);
        approve = new ApproveStage(stores, tickets, ledger, rendering, reviews, record, services.Approvals, services.Time);
        execute = new ExecuteStage(
            services.Time, gates, switches, quota, costs, keys, new Spending(stores, ledger, ambiguous, services.Time), ambiguous, record, redactor, services.Logger);
        questions = new QuestionStage(new QuestionSeal(services.ApprovalKey, services.Time, services.Approvals), ledger, redactor, services.Logger);
        check = new CheckStage(services.Logger);
        redact = new RedactStage(redactor);
    }

    /// <summary>Takes one call through all stages. Every end is an outcome, already recorded and redacted; nothing is thrown.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancelled when the client takes the call back; the outcome then is <see cref="OutcomeCode.Cancelled"/>, or <see cref="OutcomeCode.Ambiguous"/> for a write on its way.</param>
    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(null, request, cancellationToken);
    }

    private async ValueTask<CallOutcome> CallAsync(ToolCall? parent, CallRequest request, CancellationToken cancellationToken)
    {
        var call = new ToolCall(request, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), time.GetTimestamp(), parent);
        var counted = CallTelemetry.Begin(call);
        using var span = CallSpan.Start(call);
        try
        {
            var rejection = await DecideAsync(call, cancellationToken).ConfigureAwait(false);
            await repeats.EndAsync(call, rejection).ConfigureAwait(false); // 8: what a repeat with the same key is answered
            call.Ended = true;
            call.Stage = rejection is null ? Stage.Record : call.Stage;
            var outcome = await record.CloseAsync(call, rejection).ConfigureAwait(false); // 9: without the caller's token, and before anything leaves
            CallTelemetry.End(call, outcome, time.GetElapsedTime(call.StartedAt), counted);
            if (span is not null)
            {
                CallSpan.End(span, call, outcome);
            }

            return outcome;
        }
        finally
        {
            call.Lease?.Release();
        }
    }

    /// <summary>Turns whatever happens into null (the result may leave) or a redacted rejection.</summary>
    private async ValueTask<Rejection?> DecideAsync(ToolCall call, CancellationToken cancellationToken)
    {
        Rejection? rejection;
        try
        {
            rejection = await RunAsync(call, cancellationToken).ConfigureAwait(false);
            if (rejection is { FromOutside: true })
            {
                outside.Inspect(call, rejection); // 8: a failure's words can give orders too
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !call.Sent)
        {
            rejection = Rejection.Cancelled;
        }
        catch (AuditUnavailableException exception) when (!call.Sent)
        {
            logger.AuditFailed(call.CallId, redact.Clean(exception.ToString()));
            rejection = Rejection.NoAudit;
        }
        catch (StoreUnavailableException exception) when (!call.Sent)
        {
            logger.StoreFailed(call.CallId, redact.Clean(exception.ToString()));
            rejection = Rejection.NoStore;
        }
        catch (Exception exception)
        {
            logger.StageFailed(call.CallId, call.Stage, redact.Clean(exception.ToString()));
            rejection = Rejection.Fault(call);
        }

        return rejection is null ? null : redact.Clean(call, rejection);
    }

    private async ValueTask<Rejection?> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        call.Stage = Stage.Resolve;
        if (resolve.Check(call) is { } unknown)
        {
            return limit.Charge(call) ?? unknown; // 1: a flood of refused calls is a flood
        }

        if (InnerCalls.Check(call) is { } outOfBounds)
        {
            return outOfBounds; // 1: what a call makes only reads
        }

        call.Stage = Stage.Validate;
        if (validate.Check(call) is { } invalid)
        {
            return limit.Charge(call) ?? invalid; // 2
        }

        call.Stage = Stage.Limit;
        if (limit.Check(call) is { } limited)
        {
            return limited; // 3
        }

        if (await switches.CheckAsync(call).ConfigureAwait(false) is { } off)
        {
            return off; // 3: switched off
        }

        call.Stage = Stage.Guard;
        if (guard.Connect(call) is { } unreachable)
        {
            return unreachable; // 4
        }

        if (await guard.CheckAsync(call, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused; // 4
        }

        if (await costs.CheckAsync(call, cancellationToken).ConfigureAwait(false) is { } dear)
        {
            return dear; // 4: what it costs as it would be sent
        }

        call.Stage = Stage.Approve;
        if (ApproveStage.Forbids(call) is { } forbidden)
        {
            return forbidden; // 5: nor is it answered with what was done before
        }

        if (InnerCalls.Check(call) is { } raised)
        {
            return raised; // 5: nobody is asked for what a call makes
        }

        if (questions.Resume(call) is { } forged)
        {
            return forged; // 5: a call that goes on is the call that began, or none
        }

        if (await repeats.CheckAsync(call, cancellationToken).ConfigureAwait(false) is { } unsettled)
        {
            return unsettled; // 5: made before, and it can't be told what became of it
        }

        if (call.Replays is not null)
        {
            return Answer(call); // 7, 8: made before, so nothing is sent and nothing has to be approved
        }

        if (quota.Check(call) is { } exhausted)
        {
            call.Stage = Stage.Limit;
            return exhausted; // 3: the vendor's own allowance, which only its connector knows; nobody is asked for what can't be sent
        }

        if (await approve.CheckAsync(call).ConfigureAwait(false) is { } unapproved)
        {
            return unapproved; // 5: bound to the arguments after every rewrite
        }

        call.Stage = Stage.Execute;
        if (await execute.RunAsync(call, cancellationToken).ConfigureAwait(false) is { } failed)
        {
            return failed; // 6
        }

        call.Stage = Stage.Check;
        if (call.Result!.Questions.Count > 0)
        {
            return questions.Ask(call); // 7, 8: not a result yet
        }

        return Answer(call);
    }

    private Rejection? Answer(ToolCall call)
    {
        // A result that was kept has been checked: masking may have changed what the schema says.
        if (call.Result is not null && check.Check(call) is { } misfit)
        {
            return misfit; // 7
        }

        call.Stage = Stage.Redact;
        OutsideGuard.Inspect(call); // 8: as it came, before anything is masked or made visible
        if (redact.Check(call) is { } withheld)
        {
            return withheld; // 8
        }

        outside.Admit(call);
        return null;
    }
}
