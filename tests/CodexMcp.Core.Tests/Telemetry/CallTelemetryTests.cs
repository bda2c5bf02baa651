using System.Diagnostics;
using CodexMcp.Abstractions;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Telemetry;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Telemetry;

public sealed class CallTelemetryTests
{
    private const string Canary = "AKIAIOSFODNN7CANARY1";
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Outer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Call_Succeeds_IsCountedTimedAndHasASpanWithOneForTheConnectorBelow()
    {
        var kit = Make("succeeds");
        using var listening = new Listening("succeeds");
        var outcome = await kit.CallAsync("fake_get");
        listening.Observe();

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Contains("codexmcp.calls.running  1", listening.Measurements);
        Assert.Contains("codexmcp.calls.running  -1", listening.Measurements);
        Assert.Contains("codexmcp.calls tool=fake_get outcome=succeeded 1", listening.Measurements);
        Assert.Contains("mcp.server.operation.duration mcp.method.name=tools/call gen_ai.operation.name=execute_tool gen_ai.tool.name=fake_get 0", listening.Measurements);
        Assert.Contains("codexmcp.connector.duration connector=fake environment=sandbox 0", listening.Measurements);
        Assert.Contains("codexmcp.connector.circuit connector=fake environment=sandbox 0", listening.Measurements);
        Assert.DoesNotContain(listening.Measurements, line => line.StartsWith("codexmcp.rejections", StringComparison.Ordinal));

        var call = Assert.Single(listening.Spans, span => span.Kind == ActivityKind.Server);
        var attempt = Assert.Single(listening.Spans, span => span.Kind == ActivityKind.Client);
        Assert.Equal("tools/call fake_get", call.DisplayName);
        Assert.Equal("tools/call", call.GetTagItem("mcp.method.name"));
        Assert.Equal("execute_tool", call.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("fake_get", call.GetTagItem("gen_ai.tool.name"));
        Assert.Equal(outcome.CallId, call.GetTagItem("codexmcp.call.id"));
        Assert.Equal("succeeded", call.GetTagItem("codexmcp.outcome"));
        Assert.Null(call.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Unset, call.Status);
        Assert.Equal(call.SpanId, attempt.ParentSpanId);
        Assert.Equal("fake", attempt.GetTagItem("codexmcp.connector"));
    }

    [Theory]
    [InlineData("fake_nothing", "{}", "unknown_tool", "resolve", "-32602")]
    [InlineData("fake_get", "[1]", "invalid_arguments", "validate", "tool_error")]
    [InlineData("fake_put", "{}", "approval_required", "approve", "tool_error")]
    public async Task Call_StageRefuses_NamesStageAndOutcome(string tool, string arguments, string outcome, string stage, string error)
    {
        var kit = Make("refuses-" + stage);
        using var listening = new Listening("refuses-" + stage);
        await kit.CallAsync(tool, arguments, canAsk: false);

        Assert.Contains($"codexmcp.rejections stage={stage} outcome={outcome} 1", listening.Measurements);
        var span = Assert.Single(listening.Spans);
        Assert.Equal(error, span.GetTagItem("error.type"));
        Assert.Equal(stage, span.GetTagItem("codexmcp.stage"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Null(span.StatusDescription);
    }

    [Fact]
    public async Task Call_AsksAPerson_IsNoError()
    {
        var kit = Make("asks");
        using var listening = new Listening("asks");
        var asked = await kit.CallAsync("fake_put");

        Assert.NotNull(asked.Question);
        Assert.Null(Assert.Single(listening.Spans).GetTagItem("error.type"));
    }

    [Theory]
    [InlineData(ConnectorFailure.Unavailable, "unavailable", 3)]
    [InlineData(ConnectorFailure.Refused, "refused", 1)]
    [InlineData(ConnectorFailure.BadAnswer, "bad_answer", 1)]
    public async Task Call_ConnectorFails_EachAttemptIsMeasuredWithItsFailure(ConnectorFailure failure, string word, int attempts)
    {
        var role = "fails-" + word;
        var kit = Make(role);
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(failure, "No.", "Wait.");
        using var listening = new Listening(role);
        var call = kit.CallAsync("fake_get", cancellationToken: TestContext.Current.CancellationToken);
        while (!call.IsCompleted)
        {
            kit.Clock.Advance(TimeSpan.FromSeconds(1)); // the pauses between attempts
            await Task.Yield();
        }

        await call;
        Assert.Equal(attempts, listening.Measurements.Count(line => line.StartsWith($"codexmcp.connector.duration connector=fake environment=sandbox error.type={word} ", StringComparison.Ordinal)));
        var spans = listening.Spans.Where(span => span.Kind == ActivityKind.Client).ToList();
        Assert.Equal(Enumerable.Range(0, attempts), spans.Select(span => (int)span.GetTagItem("codexmcp.attempt")!));
        Assert.All(spans, span => Assert.Equal(word, span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Call_CircuitOpens_IsSeen()
    {
        var kit = Make("circuit");
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Unavailable, "Down.", "Wait.");
        using var listening = new Listening("circuit");
        for (var i = 0; i < 12; i++)
        {
            var call = kit.CallAsync("fake_get", cancellationToken: TestContext.Current.CancellationToken);
            while (!call.IsCompleted)
            {
                kit.Clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            await call;
        }

        listening.Observe();
        Assert.Contains("codexmcp.connector.circuit connector=fake environment=sandbox 2", listening.Measurements);
    }

    [Fact]
    public async Task Call_ContextInTheMessageAndOnTheTransport_MessageIsParentTransportIsLinked()
    {
        var kit = Make("linked");
        using var listening = new Listening("linked");
        await kit.Pipeline.CallAsync(
            kit.Request("fake_get") with { Origin = new() { Transport = "tcp", TraceParent = Parent, TraceState = "a=b", TransportParent = Outer, ProtocolVersion = "2026-07-28" } },
            TestContext.Current.CancellationToken);

        var call = Assert.Single(listening.Spans, span => span.Kind == ActivityKind.Server);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", call.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", call.ParentSpanId.ToHexString());
        Assert.Equal("a=b", call.TraceStateString);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(call.Links).Context.TraceId.ToHexString());
        Assert.Equal("tcp", call.GetTagItem("network.transport"));
        Assert.Equal("2026-07-28", call.GetTagItem("mcp.protocol.version"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\u0000")]
    public async Task Call_BrokenTraceParent_TransportIsParent(string broken)
    {
        var kit = Make("broken");
        using var listening = new Listening("broken");
        await kit.Pipeline.CallAsync(
            kit.Request("fake_get") with { Origin = new() { Transport = "tcp", TraceParent = broken, TransportParent = Outer } },
            TestContext.Current.CancellationToken);

        var call = Assert.Single(listening.Spans, span => span.Kind == ActivityKind.Server);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", call.TraceId.ToHexString());
        Assert.Empty(call.Links);
    }

    [Fact]
    public async Task Call_SecretsEverywhere_NoneIsTold()
    {
        var kit = Make("canary");
        using var listening = new Listening("canary");
        await kit.CallAsync("fake_get", $$"""{"statement":"{{Canary}}"}""", principal: "oidc:" + Canary);
        await kit.CallAsync("fake_" + Canary, "{}");
        await kit.CallAsync("fake_get", $"\"{Canary}\"");
        kit.Connector.OnExecute = (_, _) => throw new InvalidOperationException("The vendor said " + Canary);
        await kit.CallAsync("fake_get");
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Refused, "The vendor said " + Canary, Canary);
        await kit.CallAsync("fake_get");
        kit.Connector.OnGuard = _ => throw new InvalidOperationException(Canary);
        await kit.CallAsync("fake_get");
        await kit.Pipeline.CallAsync(
            kit.Request("fake_get") with { Client = Canary, Origin = new() { Transport = "tcp", TraceParent = Canary, TransportParent = Canary, TraceState = Canary, TransportState = Canary } },
            TestContext.Current.CancellationToken);

        Assert.Equal(7, listening.Spans.Count(span => span.Kind == ActivityKind.Server));
        Assert.NotEmpty(listening.Measurements);
        Assert.DoesNotContain(Canary, listening.Everything(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Call_NotSampled_RunsAllTheSame()
    {
        var kit = Make("unsampled");
        using var listening = new Listening("unsampled", ActivitySamplingResult.None);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
        Assert.Empty(listening.Spans);
    }

    private static Kit Make(string role)
    {
        var kit = new Kit(Some.Read(), Some.Write());
        kit.Profile = new()
        {
            Role = role,
            Version = kit.Profile.Version,
            Description = kit.Profile.Description,
            Owner = kit.Profile.Owner,
            Instructions = "",
            Revision = kit.Profile.Revision,
            Tools = kit.Profile.Tools,
            Execution = kit.Profile.Execution,
            Governance = kit.Profile.Governance,
        };
        return kit;
    }
}
