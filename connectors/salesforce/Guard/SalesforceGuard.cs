using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Guard;

/// <summary>Judges every call against the role's scope with the org's own descriptions, before anybody is asked for it. What can't be judged may not run.</summary>
internal sealed class SalesforceGuard(SalesforceTools tools) : IToolGuard
{
    public async ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            return await tools.JudgeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception)
        {
            return GuardVerdict.Reject(exception.Message, exception.Next);
        }
    }
}
