using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Tools;

/// <summary>One tool. It judges its own calls, for the guard and again when it runs: what it may not do it refuses before anything is sent.</summary>
internal interface ISalesforceTool
{
    /// <summary>Judges a call, with the org's descriptions and the role's scope.</summary>
    /// <exception cref="ConnectorException">The call may not run.</exception>
    ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken);

    /// <summary>Runs the call.</summary>
    Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken);
}
