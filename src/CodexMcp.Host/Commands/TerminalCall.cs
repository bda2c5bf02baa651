using System.Text.Json;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary>A call by the person at the keyboard: questions are put on the terminal.</summary>
internal static class TerminalCall
{
    /// <summary>Runs the call to its end, asking as often as the pipeline does.</summary>
    public static async Task<CallOutcome> RunAsync(
        CommandContext context, string role, string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var services = context.Services;
        var request = new CallRequest
        {
            Profile = services.RequireAccess(role),
            Principal = services.Principal,
            Tool = tool,
            Arguments = arguments,
            CanAsk = context.Terminal.CanAsk,
            Client = $"codex-mcp call/{Mcp.McpAdapter.Identity.Version}",
        };
        var outcome = await services.CallAsync(request, cancellationToken).ConfigureAwait(false);
        while (outcome is { Code: OutcomeCode.ApprovalRequired, Question: { } question } && context.Terminal.CanAsk)
        {
            outcome = await services.CallAsync(request with { Reply = Ask(context.Terminal, question) }, cancellationToken).ConfigureAwait(false);
        }

        if (outcome.Pending is { } review)
        {
            context.Terminal.Hint(outcome.Text);
            await review.WaitAsync(null, cancellationToken).ConfigureAwait(false);
            outcome = await services.CallAsync(request with { Profile = services.RequireAccess(role) }, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    private static ApprovalReply Ask(Terminal terminal, ApprovalQuestion question)
    {
        terminal.Hint(question.Message);
        terminal.Error.Write("Type \"approve\" to run it; anything else declines: ");
        var approved = terminal.In.ReadLine()?.Trim() == "approve";
        using var content = JsonDocument.Parse(approved ? """{"decision":"approve"}""" : """{"decision":"decline"}""");
        return new(question.State, ApprovalAction.Accept, content.RootElement.Clone());
    }
}
