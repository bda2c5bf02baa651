using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>The order of the stages, what each end leaves behind, and that every fault fails closed.</summary>
public sealed class ToolCallPipelineTests
{
    [Fact]
    public async Task CallAsync_Read_RunsOnceAndIsRecorded()
    {
        var kit = new Kit(Some.Read());

        var outcome = await kit.CallAsync("fake_get", """{"a":1}""");

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.False(outcome.IsError);
        Assert.Equal("local:alice", outcome.Structured.GetProperty("marker").GetString());
        Assert.Equal(outcome.Structured.GetRawText(), outcome.Text);
        Assert.Equal("guard execute call.finished", kit.Trace.Steps);
        Assert.Equal(
            ("succeeded", "record", "fake_get", "read", outcome.CallId, 64),
            (kit.Audit.Last.Outcome, kit.Audit.Last.Stage, kit.Audit.Last.Tool, kit.Audit.Last.Verb, kit.Audit.Last.CallId, kit.Audit.Last.ArgumentsHash!.Length));
    }

    [Fact]
    public async Task CallAsync_WriteWithPersonsYes_IntentBeforeExecute()
    {
        var kit = new Kit(Some.Write());

        var asked = await kit.CallAsync("fake_put", """{"a":1}""");
        Assert.Equal(OutcomeCode.ApprovalRequired, asked.Code);
        Assert.NotNull(asked.Question);
        var outcome = await kit.CallAsync("fake_put", """{"a":1}""", reply: Kit.Yes(asked));

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Equal(
            "guard approval.asked call.finished guard approval.answered call.intent execute call.finished",
            kit.Trace.Steps);
        Assert.Equal([AuditEvents.Intent], kit.Audit.Durable);
    }
}
