using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Pipeline;

/// <summary>Stage 4: the connector's guard and the host's guards judge the call. The arguments that go on have been accepted by every one of them.</summary>
internal sealed class GuardStage(IConnectorSource connectors, IReadOnlyList<IToolGuard> guards, IHandleSealer handles, Func<ToolCall, IRoleTools> tools, OutsideGuard outside, Redactor redactor, TimeProvider time)
{
    /// <summary>How often all guards together may look at one call before their rewrites count as a quarrel.</summary>
    private const int Rounds = 4;

    /// <summary>Finds the running connector; one is made when a call first needs it.</summary>
    public Rejection? Connect(ToolCall call)
    {
        try
        {
            call.Connector = connectors.Get(call.Definition.Connector, call.Execution.Environment);
            return null;
        }
        catch (ConnectorException exception)
        {
            return new Rejection(OutcomeCode.ConnectorError, exception.Message, exception.Next);
        }
    }

    public async ValueTask<Rejection?> CheckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        call.Invocation = Invocation(call);
        var own = call.Connector!.Connector.Guard;
        var count = guards.Count + (own is null ? 0 : 1);
        var accepted = 0; // guards in a row that let the arguments stand as they are now
        for (var step = 0; accepted < count; step++)
        {
            if (step == count * Rounds)
            {
                return Broken(call, "keep rewriting each other's arguments");
            }

            var guard = own is null ? guards[step % count] : step % count == 0 ? own : guards[(step % count) - 1];
            var verdict = await JudgeAsync(guard, call, cancellationToken).ConfigureAwait(false);
            if (verdict.Rejection is var (message, next))
            {
                return new Rejection(OutcomeCode.Denied, message, next);
            }

            Heed(call, verdict);
            accepted++;
            if (verdict.Arguments is { } rewritten && !JsonElement.DeepEquals(rewritten, call.Arguments))
            {
                if ((JsonShape.Problem(rewritten) ?? ValidateStage.Misfits(call.Tool!, rewritten)) is not null)
                {
                    return Broken(call, "rewrote the arguments into something that the tool does not take");
                }

                call.Arguments = rewritten;
                call.Invocation = call.Invocation! with { Arguments = rewritten };
                accepted = 1; // the others look again: no guard is passed by another's rewrite
            }
        }

        if (call.Notes is { } notes)
        {
            call.Invocation = call.Invocation! with { Notes = [.. notes] };
        }

        RaiseByRules(call);
        outside.Raise(call);
        return null;
    }

    /// <summary>The role's own rules see the arguments as they will be sent.</summary>
    private static void RaiseByRules(ToolCall call)
    {
        var rules = call.Tool!.ApprovalRules;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].When.IsMet(call.Arguments))
            {
                Raise(call, rules[i].Mode);
                call.Note(rules[i].Because);
            }
        }
    }

    /// <summary>A guard has as long as the call itself; one that hangs has not said yes.</summary>
    private ValueTask<GuardVerdict> JudgeAsync(IToolGuard guard, ToolCall call, CancellationToken cancellationToken)
    {
        var verdict = guard.CheckAsync(call.Invocation!, cancellationToken);
        return verdict.IsCompleted ? verdict : new(verdict.AsTask().WaitAsync(call.Tool!.Timeout, time, cancellationToken));
    }

    private static void Heed(ToolCall call, GuardVerdict verdict)
    {
        foreach (var note in verdict.Notes)
        {
            call.Note(note);
        }

        if (verdict.AtLeast is { } mode)
        {
            Raise(call, mode);
        }
    }

    private static void Raise(ToolCall call, ApprovalMode atLeast)
    {
        if (atLeast > call.Mode)
        {
            call.Mode = atLeast;
        }
    }

    private ToolInvocation Invocation(ToolCall call) => new()
    {
        CallId = call.CallId,
        Role = call.Profile.Role,
        Revision = call.Profile.Revision,
        Principal = call.Request.Principal,
        Environment = call.Execution.Environment,
        Tool = call.Definition,
        Arguments = call.Arguments,
        Scope = call.Tool!.Scope,
        MaxRows = call.Execution.MaxRows,
        Cost = call.Execution.Cost?.TermsOf(call.Definition.Connector),
        Progress = call.Request.Progress is { } progress ? new CleanProgress(progress, redactor, call) : null,
        Notices = call.Request.Notices is { } notices ? new CleanLog(notices, redactor, call) : null,
        CanAsk = call.Request.Abilities & call.Tool.MayAsk,
        Handles = handles,
        Tools = call.Parent is null ? tools(call) : null, // one level deep
    };

    private static Rejection Broken(ToolCall call, string what) => new(
        OutcomeCode.Denied,
        $"The rules for {call.Definition.Name} {what}, so the call was not carried out (call {call.CallId}).",
        "Write the arguments in a simpler way, or give the call id to the operator.");
}
