using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Jobs;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>The rules of a manifest about calls: what the arguments must be, what the role's scope must hold, and what the body that would be sent must be.</summary>
internal sealed class ManifestGuard(Func<ToolDefinition, HttpKindTool> find, JsonElement settings) : IToolGuard
{
    /// <inheritdoc/>
    public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var tool = find(invocation.Tool);
        // A tool that asks for a job has no other argument than the handle: what the job was submitted with stands in there.
        JsonElement? job = tool is { Rules.Length: > 0, Job: { Step: not JobStep.Submit } plan } ? JobHandle.TryUnseal(invocation, plan, null)?.Values : null;
        foreach (var rule in tool.Rules)
        {
            if (rule.Check(invocation, settings, job) is { } rejection)
            {
                return new(GuardVerdict.Reject(rejection.Message, rejection.Next));
            }
        }

        return new(GuardVerdict.Pass);
    }
}
