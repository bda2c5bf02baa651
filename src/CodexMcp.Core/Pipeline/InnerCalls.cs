using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Core.Pipeline;

/// <summary>
/// The calls that one running call makes through its role. Each passes every stage with a record of its own that names the parent; it runs under the
/// parent's permit and in the parent's place, so that it can neither starve nor wait for it, but the tool's own rate limit and the system's bulkhead hold.
/// </summary>
internal sealed class InnerCalls(ToolCall parent, Func<ToolCall, CallRequest, CancellationToken, ValueTask<CallOutcome>> run) : IRoleTools
{
    /// <summary>The most calls that one call makes, its repeats included.</summary>
    public const int Most = 200;

    /// <summary>The least that a result may have: it goes to a connector, which reads more at once than an agent.</summary>
    public const int LeastResultBytes = 1024 * 1024;

    private int made;

    /// <summary>Refuses an inner call that is not a read, or that somebody would have to be asked for. Null for any other call.</summary>
    public static Rejection? Check(ToolCall call) => call.Parent is null || Runs(call.Definition.Verb, call.Mode) ? null : new Rejection(
        OutcomeCode.Denied,
        $"{call.Definition.Name} may change something or needs a person's yes, and a call that another call makes only reads what runs without asking.",
        "Call it by itself first.");

    /// <inheritdoc/>
    public bool CanCall(string tool) => parent.Profile.Find(tool) is { } found && Runs(found.Definition.Verb, found.Mode);

    /// <inheritdoc/>
    public async ValueTask<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tool);
        cancellationToken.ThrowIfCancellationRequested();
        if (parent.Ended)
        {
            throw new InvalidOperationException($"{tool} was called for the call {parent.CallId}, which is over.");
        }

        if (Interlocked.Increment(ref made) > Most)
        {
            throw new ConnectorException(
                ConnectorFailure.Refused,
                $"{parent.Definition.Name} made {Most} calls of other tools, which is the most that one call may make, and was not done.",
                "Ask for less: fewer records, a shorter period, a narrower filter.");
        }

        var outcome = await run(parent, Request(tool, arguments), cancellationToken).ConfigureAwait(false);
        if (outcome.IsError)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(tool, outcome);
        }

        return new ToolResult { Structured = outcome.Structured, Text = outcome.Text, Content = outcome.Content };
    }

    private static bool Runs(ToolVerb verb, ApprovalMode mode) => verb == ToolVerb.Read && !ApproveStage.Asks(mode, verb);

    /// <summary>The same role, principal and client; nothing of it reaches the client while it runs, and nobody is asked.</summary>
    private CallRequest Request(string tool, JsonElement arguments) => parent.Request with
    {
        Tool = tool,
        Arguments = arguments,
        Kind = ToolKind.Tool,
        CanAsk = false,
        Reply = null,
        Reason = null,
        Progress = null,
        Notices = null,
        Abilities = ClientAbilities.None,
        Answers = null,
        Origin = null,
    };

    /// <summary>A refusal of the inner call is the outer system's answer and no outage of it: its circuit stays as it is.</summary>
    private static ConnectorException Failure(string tool, CallOutcome outcome)
    {
        var error = outcome.Structured.GetProperty("error"u8);
        return new ConnectorException(
            outcome.Code == OutcomeCode.RateLimited ? ConnectorFailure.RateLimited : ConnectorFailure.Refused,
            $"{tool}, which this call reads through, ended as {outcome.Code.Wire()} (call {outcome.CallId}): {error.GetProperty("message"u8).GetString()}",
            error.GetProperty("next"u8).GetString()!,
            retryAfter: outcome.RetryAfter);
    }
}
