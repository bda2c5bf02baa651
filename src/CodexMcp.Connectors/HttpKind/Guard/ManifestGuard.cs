using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Guard;

/// <summary>The rules of a manifest about calls: what the arguments must be, what the role's scope must hold, and what the body that would be sent must be.</summary>
internal sealed class ManifestGuard(Func<ToolDefinition, HttpKindTool> find, JsonElement settings) : IToolGuard
{
    /// <inheritdoc/>
    public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        foreach (var rule in find(invocation.Tool).Rules)
        {
            if (rule.Check(invocation, settings) is { } rejection)
            {
                return new(GuardVerdict.Reject(rejection.Message, rejection.Next));
            }
        }

        return new(GuardVerdict.Pass);
    }
}
