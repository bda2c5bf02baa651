using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>A whole pipeline with its doubles around it.</summary>
public sealed class Kit
{
    public Kit(params IReadOnlyList<RoleTool> tools)
        : this(null, tools)
    {
    }

    public Kit(Func<PipelineServices, PipelineServices>? change, params IReadOnlyList<RoleTool> tools)
    {
        Trace = new Trace();
        Audit = new CollectingAudit(Trace);
        Connector = new FakeConnector("fake", Trace);
        Connectors = new FakeConnectors(new RunningConnector(Connector, new ConnectorResilience { Retries = 2 }));
        Profile = Some.Profile(tools);
        var services = new PipelineServices { Connectors = Connectors, Audit = Audit, Time = Clock, Logger = Log };
        Pipeline = new ToolCallPipeline(change?.Invoke(services) ?? services);
    }

    public Trace Trace { get; }

    public FakeClock Clock { get; } = new();

    public CollectingLogger Log { get; } = new();

    public CollectingAudit Audit { get; }

    public FakeConnector Connector { get; }

    public FakeConnectors Connectors { get; }

    public RoleProfile Profile { get; set; }

    public ToolCallPipeline Pipeline { get; }

    public CallRequest Request(string tool, string arguments = "{}", string principal = "local:alice", bool canAsk = true, ApprovalReply? reply = null) => new()
    {
        Profile = Profile,
        Principal = principal,
        Tool = tool,
        Arguments = Some.Json(arguments),
        CanAsk = canAsk,
        Reply = reply,
    };

    public async Task<CallOutcome> CallAsync(
        string tool,
        string arguments = "{}",
        string principal = "local:alice",
        bool canAsk = true,
        ApprovalReply? reply = null,
        CancellationToken cancellationToken = default) =>
        await Pipeline.CallAsync(Request(tool, arguments, principal, canAsk, reply), cancellationToken);

    public static ApprovalReply Yes(CallOutcome asked) => Reply(asked, """{"decision":"approve"}""");

    public static ApprovalReply Reply(CallOutcome asked, string content) => new(asked.Question!.State, ApprovalAction.Accept, Some.Json(content));

    public static string Error(CallOutcome outcome, string member) => outcome.Structured.GetProperty("error").GetProperty(member).GetString()!;
}
