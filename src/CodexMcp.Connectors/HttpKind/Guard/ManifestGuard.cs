using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Jobs;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>The rules of a manifest about calls: what the arguments must be, what the role's scope must hold, and what the body that would be sent must be.</summary>
internal sealed class ManifestGuard(Func<ToolDefinition, HttpKindTool> find, HttpCaller caller, JsonElement settings) : IToolGuard
{
    /// <inheritdoc/>
    public async ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var tool = find(invocation.Tool);
        if (tool.Rules.Length == 0)
        {
            return GuardVerdict.Pass;
        }

        // A tool that asks for a job has no other argument than the handle: what the job was submitted with stands in there.
        JsonElement? job = tool.Job is { Step: not JobStep.Submit } plan ? JobHandle.TryUnseal(invocation, plan, null)?.Values : null;
        var scope = new TemplateScope(invocation.Arguments, settings, CallId: invocation.CallId, Job: job, RoleScope: invocation.Scope);
        foreach (var rule in tool.Rules)
        {
            if (!rule.Allows(invocation, scope))
            {
                return GuardVerdict.Reject(rule.Rejection.Message, rule.Rejection.Next);
            }
        }

        foreach (var rule in tool.Rules)
        {
            if (rule.Ask is { } ask && await AskAsync(tool, rule, ask, invocation, scope, cancellationToken).ConfigureAwait(false) is { } verdict)
            {
                return verdict;
            }
        }

        return GuardVerdict.Pass;
    }

    private async ValueTask<GuardVerdict?> AskAsync(HttpKindTool tool, GuardRule rule, RequestPlan ask, ToolInvocation invocation, TemplateScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await caller.SendAsync(ask, scope, PageEdit.None, null, cancellationToken).ConfigureAwait(false);
            if (tool.Errors.Find(answer) is { } failure)
            {
                return GuardVerdict.Reject(failure.Message, failure.Next);
            }

            return rule.AllowsAnswer(invocation, scope with { Answer = answer.Json ?? default }) ? null : GuardVerdict.Reject(rule.Rejection.Message, rule.Rejection.Next);
        }
        catch (ConnectorException exception)
        {
            // What can't be checked may not run.
            return GuardVerdict.Reject($"Whether the call is within the role's scope can't be checked now. {exception.Message}", exception.Next);
        }
    }
}
