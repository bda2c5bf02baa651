using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>
/// The other tools of a running call's role. Each call goes through the whole pipeline and has a record of its own, so a connector that reads through here
/// sees exactly what the role may see. Only reads that run without asking can be called, one level deep, and a bounded number for each call.
/// </summary>
public interface IRoleTools
{
    /// <summary>Whether the role has that tool and it could be called here: a read that nobody is asked for.</summary>
    /// <param name="tool">The tool's whole name: <c>connector_action</c>.</param>
    bool CanCall(string tool);

    /// <summary>Calls the tool for the same principal in the same environment; gives its result, checked and redacted.</summary>
    /// <param name="tool">The tool's whole name: <c>connector_action</c>.</param>
    /// <param name="arguments">A JSON object that fits the tool's input schema.</param>
    /// <param name="cancellationToken">The running call's token.</param>
    /// <exception cref="ConnectorException">
    /// The tool was refused or failed: the message names it and says why. A call that has changed nothing itself may pass it on as it is. After a write of
    /// its own it must not: a failure in here says nothing of that write, and passed on it would count as proof that nothing happened. Throw
    /// <see cref="ConnectorFailure.Ambiguous"/> then, or answer with what was done.
    /// </exception>
    ValueTask<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken);
}
