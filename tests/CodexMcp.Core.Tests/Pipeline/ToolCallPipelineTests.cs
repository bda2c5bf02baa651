using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>The order of the stages, what each end leaves behind, and that every fault fails closed.</summary>
public sealed class ToolCallPipelineTests
{
    private const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

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
        var outcome = await kit.CallAsync("fake_put", """{"a":1}""", reply: Kit.Yes(asked));

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Equal("guard approval.asked call.finished guard approval.answered call.intent execute call.finished", kit.Trace.Steps);
        Assert.Equal([AuditEvents.Intent], kit.Audit.Durable);
    }

    [Fact]
    public async Task CallAsync_UndefinedArguments_AreAnEmptyObject()
    {
        var kit = new Kit(Some.Read());

        await kit.Pipeline.CallAsync(kit.Request("fake_get") with { Arguments = default }, default);

        Assert.Equal("{}", kit.Connector.Calls.Single().Arguments.GetRawText());
    }

    [Theory]
    [InlineData("fake_other")]
    [InlineData("FAKE_GET")]
    [InlineData("fake_get ")]
    [InlineData("fake_g\u0435t")] // Cyrillic e
    [InlineData("fake_get\u200b")]
    [InlineData("../fake_get")]
    [InlineData("")]
    [InlineData("x\r\n{\"event\":\"call.finished\"}\u2028\u001b[2J")]
    public async Task CallAsync_ToolOutsideTheRole_LooksLikeNoToolAndIsABoundaryViolation(string name)
    {
        var denied = Some.Tool(Some.Definition("denied"), ApprovalMode.Deny);
        var kit = new Kit(Some.Read(), denied);

        var outcome = await kit.CallAsync(name);
        var refused = await kit.CallAsync("fake_denied");

        Assert.Equal(OutcomeCode.UnknownTool, outcome.Code);
        Assert.Equal(outcome.Code, refused.Code);
        Assert.Equal(Kit.Error(outcome, "next"), Kit.Error(refused, "next"));
        Assert.Equal([AuditEvents.Boundary, AuditEvents.Boundary], kit.Audit.Entries.Select(entry => entry.Event));
        Assert.All(kit.Audit.Entries[0].Tool!, character => Assert.InRange(character, ' ', '~'));
        Assert.Equal("call.boundary_violation call.boundary_violation", kit.Trace.Steps);
    }

    [Fact]
    public async Task CallAsync_LongUnknownName_IsCutInAnswerAndRecord()
    {
        var kit = new Kit(Some.Read());

        var outcome = await kit.CallAsync(new string('a', 1_000_000));

        Assert.True(outcome.Text.Length < 300);
        Assert.True(kit.Audit.Last.Tool!.Length < 100);
    }

    [Fact]
    public async Task CallAsync_ResolveThroughProfile_FollowsTheSnapshotOfTheCall()
    {
        var kit = new Kit(Some.Read());
        var before = kit.Profile;
        kit.Profile = Some.Profile() with { Revision = new string('c', 64) };

        var gone = await kit.CallAsync("fake_get");
        Assert.Equal((OutcomeCode.UnknownTool, new string('c', 64)), (gone.Code, kit.Audit.Last.Revision));
        kit.Profile = before;
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Theory]
    [InlineData("[]", "must be a JSON object, got an array")]
    [InlineData("\"x\"", "got a string")]
    [InlineData("null", "got null")]
    [InlineData("""{"id":1,"id":2}""", "has the key 'id' twice")]
    [InlineData("""{"id":1,"\u0069d":2}""", "has the key 'id' twice")]
    [InlineData("""{"id":1,"a":{"b":[{"c":1,"d":2,"c":3}]}}""", "`/a/b/0` has the key 'c' twice")]
    [InlineData("""{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"a":2}""", "has the key 'a' twice")]
    [InlineData("""{"id":1,"n":1e999}""", "`/n` is a number out of range")]
    [InlineData("""{"id":1,"n":[-1e400]}""", "`/n/0` is a number out of range")]
    [InlineData("""{"id":1,"s":"\ud800"}""", "`/s` holds half of a surrogate pair")]
    [InlineData("""{"id":1,"\udc00":1}""", "half of a surrogate pair")]
    [InlineData("{}", "id")]
    [InlineData("""{"id":"x"}""", "id")]
    [InlineData("""{"id":1,"other":2}""", "other")]
    public async Task CallAsync_BadArguments_AreSaidExactlyAndNothingRuns(string arguments, string said)
    {
        var kit = new Kit(Some.Tool(Some.Definition("get", input: """
            {"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"n":{},"s":{},"a":{},"b":{},"c":{},"d":{},"e":{},"f":{},"g":{},"h":{},"i":{}},"additionalProperties":false}
            """)));

        var outcome = await kit.CallAsync("fake_get", arguments);

        Assert.Equal(OutcomeCode.InvalidArguments, outcome.Code);
        Assert.Contains(said, Kit.Error(outcome, "message"), StringComparison.Ordinal);
        Assert.Equal("call.finished", kit.Trace.Steps);
        Assert.Equal(("invalid_arguments", "validate"), (kit.Audit.Last.Outcome, kit.Audit.Last.Stage));
    }

    [Fact]
    public async Task CallAsync_DeepOrHugeArguments_AreRefusedQuickly()
    {
        var kit = new Kit(Some.Read());
        var deep = $$"""{"a":{{new string('[', 900)}}{{new string(']', 900)}}}""";
        var huge = $$"""{"a":"{{new string('x', JsonShape.MaxBytes)}}"}""";
        var wide = "{" + string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":{i}")) + ",\"k7\":0}";

        Assert.Contains("nested deeper", (await kit.CallAsync("fake_get", deep)).Text, StringComparison.Ordinal);
        Assert.Contains("bytes long", (await kit.CallAsync("fake_get", huge)).Text, StringComparison.Ordinal);
        Assert.Contains("'k7' twice", (await kit.CallAsync("fake_get", wide)).Text, StringComparison.Ordinal);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ManyMisfits_AreListedUpToABound()
    {
        var names = string.Join(",", Enumerable.Range(0, 20).Select(i => $"\"p{i}\":{{\"type\":\"integer\"}}"));
        var kit = new Kit(Some.Tool(Some.Definition("get", input: "{\"type\":\"object\",\"properties\":{" + names + "}}")));

        var outcome = await kit.CallAsync("fake_get", "{" + string.Join(",", Enumerable.Range(0, 20).Select(i => $"\"p{i}\":\"x\"")) + "}");

        Assert.Contains("/p4", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/p5", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("And 15 more.", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_RolesOwnRules_AreCheckedAfterTheTools()
    {
        var kit = new Kit(new RoleTool(Some.Definition("get"))
        {
            Mode = ApprovalMode.Writes,
            ListedAt = new("r", 1, 1),
            ModeAt = new("r", 1, 1),
            Timeout = TimeSpan.FromSeconds(1),
            ArgumentRules = JsonSchema.JsonSchema.Parse("""{"properties":{"limit":{"maximum":10}}}"""),
        });

        var refused = await kit.CallAsync("fake_get", """{"limit":11}""");

        Assert.Equal(OutcomeCode.InvalidArguments, refused.Code);
        Assert.Contains("The role allows less than the tool", refused.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get", """{"limit":10}""")).Code);
    }

    [Fact]
    public async Task CallAsync_GuardRejects_NothingAfterItRuns()
    {
        var kit = new Kit(Some.Write());
        kit.Connector.OnGuard = _ => GuardVerdict.Reject("Only SELECT is allowed.", "Write a SELECT.");

        var outcome = await kit.CallAsync("fake_put");

        Assert.Equal((OutcomeCode.Denied, "Only SELECT is allowed. Write a SELECT."), (outcome.Code, outcome.Text));
        Assert.Equal("guard call.finished", kit.Trace.Steps);
        Assert.Equal("guard", kit.Audit.Last.Stage);
    }

    [Fact]
    public async Task CallAsync_GuardsRewrite_EveryGuardAcceptsWhatRuns()
    {
        var seen = new List<string>();
        var kit = new Kit(
            services => services with
            {
                Guards =
                [
                    new Rule(call => call.Arguments.TryGetProperty("y", out _) ? GuardVerdict.Pass : GuardVerdict.Rewrite(Some.Json("""{"x":1,"y":1}"""), "y added")),
                ],
            },
            Some.Read());
        kit.Connector.OnGuard = call =>
        {
            seen.Add(call.Arguments.GetRawText());
            return GuardVerdict.Pass;
        };

        await kit.CallAsync("fake_get", """{"x":1}""");

        Assert.Equal("""{"x":1,"y":1}""", seen[^1]);
        Assert.Equal("""{"x":1,"y":1}""", kit.Connector.Calls.Single().Arguments.GetRawText());
        Assert.Equal(["y added"], kit.Audit.Last.Notes!);
        Assert.Equal(["y added"], kit.Connector.Calls.Single().Notes);
    }

    [Fact]
    public async Task CallAsync_ALaterGuardsRewriteTheFirstForbids_IsDenied()
    {
        var kit = new Kit(
            services => services with { Guards = [new Rule(_ => GuardVerdict.Rewrite(Some.Json("""{"sql":"DROP"}""")))] },
            Some.Read());
        kit.Connector.OnGuard = call => call.Arguments.GetRawText().Contains("DROP", StringComparison.Ordinal)
            ? GuardVerdict.Reject("No DROP.", "Write a SELECT.")
            : GuardVerdict.Pass;

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_get", """{"sql":"SELECT"}""")).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_GuardsQuarrel_IsDenied()
    {
        var n = 0;
        var kit = new Kit(
            services => services with { Guards = [new Rule(_ => GuardVerdict.Rewrite(Some.Json($$"""{"n":{{n++}}}""")))] },
            Some.Read());
        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json($$"""{"n":{{n++}}}"""));

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_get")).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Theory]
    [InlineData("""{"id":"x"}""")]
    [InlineData("[]")]
    [InlineData("""{"id":1,"id":2}""")]
    public async Task CallAsync_GuardRewritesIntoWhatTheToolDoesNotTake_IsDenied(string rewritten)
    {
        var kit = new Kit(Some.Tool(Some.Definition("get", input: """{"type":"object","properties":{"id":{"type":"integer"}}}""")));
        kit.Connector.OnGuard = _ => GuardVerdict.Rewrite(Some.Json(rewritten));

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_get")).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Theory]
    [InlineData(ApprovalMode.Prompt, OutcomeCode.ApprovalRequired)]
    [InlineData(ApprovalMode.Review, OutcomeCode.ApprovalPending)]
    [InlineData(ApprovalMode.Deny, OutcomeCode.Denied)]
    [InlineData(ApprovalMode.Approve, OutcomeCode.Succeeded)]
    public async Task CallAsync_GuardEscalates_OnlyRaises(ApprovalMode atLeast, OutcomeCode code)
    {
        var read = new Kit(Some.Read());
        read.Connector.OnGuard = _ => GuardVerdict.Escalate(atLeast, "Costs a lot.");
        Assert.Equal(code, (await read.CallAsync("fake_get")).Code);

        var strict = new Kit(Some.Read(mode: ApprovalMode.Prompt));
        strict.Connector.OnGuard = _ => GuardVerdict.Escalate(ApprovalMode.Approve, "Lower it.");
        Assert.Equal(OutcomeCode.ApprovalRequired, (await strict.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task CallAsync_GuardHangs_IsDeniedInTime()
    {
        var kit = new Kit(services => services with { Guards = [new HangingRule()] }, Some.Read());

        var call = kit.CallAsync("fake_get");
        kit.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(OutcomeCode.Denied, (await call).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    // Every stage that can be made to throw from outside: nothing after it runs, the end is recorded, the detail is in the log only and redacted.
    [Theory]
    [InlineData("validate", "call.finished")]
    [InlineData("connectors", "call.finished")]
    [InlineData("guard", "guard call.finished")]
    [InlineData("null verdict", "guard call.finished")]
    [InlineData("role guard", "guard call.finished")]
    [InlineData("approve", "guard call.finished")]
    [InlineData("continue", "guard execute call.finished")]
    [InlineData("redact", "guard execute call.finished")]
    public async Task CallAsync_AStageThrows_IsDenied(string where, string trace)
    {
        var boom = new InvalidOperationException($"boom {Secret}");
        var tool = where switch
        {
            "validate" => Some.Tool(Some.Definition("do", ToolVerb.Read, input: """{"type":"nonsense"}""")),
            "approve" => Some.Write("do"),
            "continue" => Some.Tool(Some.Definition("do", items: "/rows")),
            _ => Some.Read("do"),
        };
        var kit = new Kit(
            services => services with
            {
                Guards = where == "role guard" ? [new Rule(_ => throw boom)] : [],
                ApprovalKey = where == "approve" ? new BrokenKey(boom) : services.ApprovalKey,
            },
            tool);
        kit.Connectors.OnGet = where == "connectors" ? _ => throw boom : null;
        kit.Connector.OnGuard = _ => where switch
        {
            "guard" => throw boom,
            "null verdict" => null!,
            _ => GuardVerdict.Pass,
        };
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(where switch
        {
            "continue" => new ToolResult { Structured = Some.Json($$"""{"rows":[{{string.Join(",", Enumerable.Repeat("\"row row row\"", 10_000))}}]}"""), ContinueAfter = _ => throw boom },
            "redact" => new ToolResult { Structured = Some.Json("""{"x":"\ud800"}""") },
            _ => new ToolResult { Structured = Some.Json("{}") },
        });

        var outcome = await kit.CallAsync("fake_do");

        Assert.Equal(OutcomeCode.Denied, outcome.Code);
        Assert.Contains(outcome.CallId, outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("boom", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(trace, kit.Trace.Steps);
        Assert.Equal(("denied", outcome.CallId), (kit.Audit.Last.Outcome, kit.Audit.Last.CallId));
        Assert.Contains(outcome.CallId, kit.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, kit.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_FaultAfterAWriteWasSent_SaysThatItRan()
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve));
        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json("""{"x":"\ud800"}""") });

        var outcome = await kit.CallAsync("fake_put");

        Assert.Contains("carried out the call", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("Do not repeat", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ToolVerb.Read, "has no answer")]
    [InlineData(ToolVerb.Write, "Do not repeat it")]
    public async Task CallAsync_EndCannotBeRecorded_ResultIsWithheld(ToolVerb verb, string said)
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.Finished) }, Some.Tool(Some.Definition("do", verb), ApprovalMode.Approve));

        var outcome = await kit.CallAsync("fake_do");

        Assert.Equal(OutcomeCode.AuditUnavailable, outcome.Code);
        Assert.Contains(said, outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("marker", outcome.Structured.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_RefusalCannotBeRecorded_SaysOnlyThat()
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.Boundary) }, Some.Read());

        Assert.Equal(OutcomeCode.AuditUnavailable, (await kit.CallAsync("nothing")).Code);
    }

    [Theory]
    [InlineData(AuditPayload.None, null, null)]
    [InlineData(AuditPayload.MetadataOnly, "\"string\"", "\"marker\"")]
    [InlineData(AuditPayload.StructuredSummary, "token [redacted:source_token]", "local:alice")]
    [InlineData(AuditPayload.Full, "token [redacted:source_token]", "local:alice")]
    public async Task Record_EveryPayloadMode_KeepsWhatItSaysAndNoSecret(AuditPayload mode, string? arguments, string? result)
    {
        var kit = new Kit(Some.Read());
        kit.Profile = kit.Profile with { Governance = kit.Profile.Governance with { LogInputs = mode, LogOutputs = mode } };

        await kit.CallAsync("fake_get", $$"""{"q":"token {{Secret}}"}""");

        using var writer = new AuditRecordWriter();
        writer.Render(kit.Audit.Last, 64 * 1024);
        using var record = JsonDocument.Parse($"{{{Encoding.UTF8.GetString(writer.Members)}}}");
        Assert.DoesNotContain(Secret, record.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(arguments is not null, record.RootElement.TryGetProperty("arguments", out var keptArguments));
        Assert.Equal(result is not null, record.RootElement.TryGetProperty("result", out var keptResult));
        if (arguments is not null && result is not null)
        {
            Assert.Contains(arguments, keptArguments.GetRawText(), StringComparison.Ordinal);
            Assert.Contains(result, keptResult.GetRawText(), StringComparison.Ordinal);
        }

        Assert.True(record.RootElement.TryGetProperty("duration_us", out _));
    }

    [Fact]
    public async Task Record_HostileClientName_StaysShortAscii()
    {
        var kit = new Kit(Some.Read());

        await kit.Pipeline.CallAsync(kit.Request("fake_get") with { Client = "evil\r\n\u202e" + new string('x', 10_000) }, default);

        Assert.True(kit.Audit.Last.Client!.Length < 200);
        Assert.All(kit.Audit.Last.Client, character => Assert.InRange(character, ' ', '~'));
    }

    [Fact]
    public void Wire_EveryCode_HasItsOwnStableName()
    {
        var names = Enum.GetValues<OutcomeCode>().Select(code => code.Wire()).ToArray();

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(Enum.GetValues<OutcomeCode>(), code => Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()), code.Wire()));
    }

    private sealed class Rule(Func<ToolInvocation, GuardVerdict> check) : IToolGuard
    {
        public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken) => ValueTask.FromResult(check(invocation));
    }

    private sealed class HangingRule : IToolGuard
    {
        public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken) => new(new TaskCompletionSource<GuardVerdict>().Task);
    }

    private sealed class BrokenKey(Exception exception) : CodexMcp.Core.Execution.IKeySource
    {
        public ReadOnlySpan<byte> GetKey() => throw exception;
    }
}
