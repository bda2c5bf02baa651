using CodexMcp.Core.Approvals;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Mcp;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>What a test's pipeline answers.</summary>
internal static class Answers
{
    public static CallOutcome Fine { get; } = new() { Code = OutcomeCode.Succeeded, CallId = "1", Structured = Some.Json("""{"ok":true}"""), Text = "Fine." };

    public static CallTool With(CallOutcome outcome) => (_, _) => new(outcome);

    public static ApprovalQuestion Question() => new(
        "May it run?",
        Some.Json("""{"type":"object","properties":{"decision":{"type":"string","enum":["approve","decline"]}},"required":["decision"]}"""),
        "sealed");
}
