using System.Diagnostics;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Telemetry;

/// <summary>
/// One span for each call of a tool, named and filled as the OpenTelemetry conventions for MCP say. No argument, no result, no message
/// and no baggage is in it: what a client wrote is not for traces.
/// </summary>
internal static class CallSpan
{
    private const int LongestState = 512;

    /// <summary>Where spans come from.</summary>
    public static ActivitySource Source { get; } = new(CallTelemetry.Name);

    /// <summary>Begins the span of a call; null when nobody wants it.</summary>
    public static Activity? Start(ToolCall call) => Source.HasListeners() ? Begin(call) : null;

    /// <summary>Fills the span in when the call has ended.</summary>
    public static void End(Activity span, ToolCall call, CallOutcome outcome)
    {
        if (call.Tool is { } tool)
        {
            span.DisplayName = "tools/call " + tool.Definition.Name;
            span.SetTag("gen_ai.tool.name", tool.Definition.Name);
        }

        span.SetTag("codexmcp.outcome", outcome.Code.Wire());
        if (ErrorType(outcome) is { } error)
        {
            span.SetTag("codexmcp.stage", RecordStage.Name(call.Stage));
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>The convention's class of an error; null for a call that did not fail, such as one that asks a person first.</summary>
    public static string? ErrorType(CallOutcome outcome) => outcome.Code switch
    {
        OutcomeCode.Succeeded or OutcomeCode.Replayed => null,
        OutcomeCode.ApprovalRequired when outcome.Question is not null => null,
        OutcomeCode.UnknownTool => "-32602",
        OutcomeCode.Cancelled => "cancelled",
        _ => "tool_error",
    };

    private static Activity? Begin(ToolCall call)
    {
        var origin = call.Request.Origin;
        var transport = Parse(origin?.TransportParent, origin?.TransportState);
        var message = Parse(origin?.TraceParent, origin?.TraceState);
        var span = Source.StartActivity(
            "tools/call",
            ActivityKind.Server,
            message ?? transport ?? default,
            links: message is not null && transport is { } beside ? [new(beside)] : null);
        if (span is null)
        {
            return null;
        }

        span.SetTag("mcp.method.name", "tools/call");
        span.SetTag("gen_ai.operation.name", "execute_tool");
        span.SetTag("codexmcp.role", call.Profile.Role);
        span.SetTag("codexmcp.call.id", call.CallId);
        if (origin is not null)
        {
            span.SetTag("network.transport", origin.Transport);
            Set(span, "mcp.protocol.version", origin.ProtocolVersion);
            Set(span, "mcp.session.id", origin.SessionHash);
        }

        return span;
    }

    private static ActivityContext? Parse(string? parent, string? state) =>
        parent is not null && ActivityContext.TryParse(parent, state is { Length: <= LongestState } ? state : null, isRemote: true, out var context) ? context : null;

    private static void Set(Activity span, string name, string? value)
    {
        if (value is not null)
        {
            span.SetTag(name, value);
        }
    }
}
