using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Tests.Pipeline;

/// <summary>A running call reads through its role, and through nothing else.</summary>
public sealed class InnerCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inner_ReadOfTheRole_RunsThroughAllStagesAndNamesItsParent()
    {
        var kit = Make(async (invocation, tools) => await tools.CallAsync("fake_inner", Some.Json("""{"q":"AKIAIOSFODNN7CANARY1"}"""), Token));

        var outcome = await kit.CallAsync("fake_outer", principal: "local:bob");

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Equal("inner local:bob", outcome.Structured.GetProperty("marker").GetString());
        Assert.Equal(["fake_inner", "fake_outer"], kit.Audit.Entries.Select(entry => entry.Tool));
        Assert.Equal(outcome.CallId, kit.Audit.Entries[0].ParentCallId);
        Assert.Null(kit.Audit.Entries[1].ParentCallId);
        Assert.Equal("local:bob", kit.Audit.Entries[0].Principal);
        Assert.NotEqual(outcome.CallId, kit.Audit.Entries[0].CallId);
        Assert.Equal("guard execute guard execute call.finished call.finished", kit.Trace.Steps);
    }

    [Theory]
    [InlineData("fake_put", "may change something")]
    [InlineData("fake_note", "may change something")]
    [InlineData("fake_asked", "needs a person's yes")]
    [InlineData("fake_reviewed", "needs a person's yes")]
    [InlineData("fake_denied", "has no tool")]
    [InlineData("fake_elsewhere", "has no tool")]
    [InlineData("fake_raised", "needs a person's yes")]
    [InlineData("fake_strict", "are not valid")]
    public async Task Inner_AnythingButAPlainReadOfTheRole_IsRefusedByNameAndNothingRuns(string tool, string why)
    {
        var kit = Make(async (_, tools) => await tools.CallAsync(tool, Some.Json("{}"), Token));
        kit.Connector.OnGuard = invocation => invocation.Tool.Name == "fake_raised" ? GuardVerdict.Escalate(ApprovalMode.Prompt, "Costly.") : GuardVerdict.Pass;

        var outcome = await kit.CallAsync("fake_outer");

        Assert.Equal(OutcomeCode.ConnectorError, outcome.Code);
        Assert.Contains(tool, Kit.Error(outcome, "message"), StringComparison.Ordinal);
        Assert.Contains(why, Kit.Error(outcome, "message"), StringComparison.Ordinal);
        Assert.Equal(["fake_outer"], kit.Connector.Calls.Select(call => call.Tool.Name));
        Assert.Equal(outcome.CallId, kit.Audit.Entries[0].ParentCallId);
        Assert.DoesNotContain(kit.Audit.Entries, entry => entry.Event == AuditEvents.ApprovalAsked);
    }

    [Fact]
    public async Task CanCall_EachKindOfTool_IsTrueForPlainReadsOnly()
    {
        var can = new List<string>();
        var kit = Make((invocation, tools) =>
        {
            can.AddRange(invocation.Arguments.GetProperty("names").EnumerateArray().Select(name => name.GetString()!).Where(tools.CanCall));
            return new(new ToolResult { Structured = Some.Json("{}") });
        });

        var outcome = await kit.CallAsync("fake_outer", """{"names":["fake_inner","fake_put","fake_note","fake_asked","fake_reviewed","fake_denied","fake_elsewhere"]}""");

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Equal(["fake_inner"], can);
    }

    [Fact]
    public async Task Inner_InsideAnInnerCall_HasNoTools()
    {
        IRoleTools? deeper = null;
        var kit = Make(async (_, tools) => await tools.CallAsync("fake_inner", Some.Json("{}"), Token), invocation => deeper = invocation.Tools);

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_outer")).Code);
        Assert.Null(deeper);
    }

    [Fact]
    public async Task Inner_MoreThanTheMost_EndsTheParent()
    {
        var kit = Make(async (_, tools) =>
        {
            while (true)
            {
                await tools.CallAsync("fake_inner", Some.Json("{}"), Token);
            }
        });

        var outcome = await kit.CallAsync("fake_outer");

        Assert.Contains("200 calls of other tools", Kit.Error(outcome, "message"), StringComparison.Ordinal);
        Assert.Equal(InnerCalls.Most, kit.Connector.Calls.Count(call => call.Tool.Name == "fake_inner"));
    }

    [Fact]
    public async Task Inner_ParentHasTheLastPlaceAndPermit_RunsUnderBoth()
    {
        var kit = Make(async (_, tools) => await tools.CallAsync("fake_inner", Some.Json("{}"), Token));
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = 1, PerPrincipal = new RateLimit(1, TimeSpan.FromMinutes(1)) } };

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_outer")).Code);
        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("fake_outer")).Code);
    }

    [Fact]
    public async Task Inner_ToolsOwnRateLimit_HoldsAndSaysWhen()
    {
        var kit = Make(async (_, tools) =>
        {
            await tools.CallAsync("fake_inner", Some.Json("{}"), Token);
            return await tools.CallAsync("fake_inner", Some.Json("{}"), Token);
        });
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerTool = new RateLimit(1, TimeSpan.FromMinutes(10)) } };

        var outcome = await kit.CallAsync("fake_outer");

        Assert.Equal(OutcomeCode.RateLimited, outcome.Code);
        Assert.Equal(TimeSpan.FromMinutes(10), outcome.RetryAfter);
    }

    [Fact]
    public async Task Inner_ResultWithASecret_ReachesTheConnectorMasked()
    {
        string? seen = null;
        var kit = Make(
            async (_, tools) =>
            {
                var result = await tools.CallAsync("fake_inner", Some.Json("{}"), Token);
                seen = result.Structured.GetRawText();
                return result;
            },
            _ => { },
            """{"marker":"AKIAIOSFODNN7CANARY1"}""");

        await kit.CallAsync("fake_outer");

        Assert.NotNull(seen);
        Assert.DoesNotContain("AKIAIOSFODNN7CANARY1", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inner_LargerThanAnAgentsResult_IsWholeInside()
    {
        var marker = new string('x', 100_000);
        var length = 0;
        var kit = Make(
            async (_, tools) =>
            {
                length = (await tools.CallAsync("fake_inner", Some.Json("{}"), Token)).Structured.GetProperty("marker").GetString()!.Length;
                return new ToolResult { Structured = Some.Json("{}") };
            },
            _ => { },
            $$"""{"marker":"{{marker}}"}""");

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_outer")).Code);
        Assert.Equal(marker.Length, length);
    }

    [Fact]
    public async Task Inner_AfterTheParentEnded_IsADefectAndNothingRuns()
    {
        IRoleTools? kept = null;
        var kit = Make((_, tools) =>
        {
            kept = tools;
            return new(new ToolResult { Structured = Some.Json("{}") });
        });
        await kit.CallAsync("fake_outer");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept!.CallAsync("fake_inner", Some.Json("{}"), Token));
        Assert.Equal(["fake_outer"], kit.Connector.Calls.Select(call => call.Tool.Name));
    }

    [Fact]
    public async Task Inner_Cancelled_CancelsTheParent()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var kit = Make(async (_, tools) =>
        {
            await source.CancelAsync();
            return await tools.CallAsync("fake_inner", Some.Json("{}"), source.Token);
        });

        Assert.Equal(OutcomeCode.Cancelled, (await kit.CallAsync("fake_outer", cancellationToken: source.Token)).Code);
    }

    [Fact]
    public async Task Inner_NoAuditRecord_GivesNoResult()
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.Finished) }, Some.Read("outer"), Some.Read("inner"));
        var got = false;
        kit.Connector.OnExecute = async (invocation, _) =>
        {
            if (invocation.Tool.Name == "fake_outer")
            {
                await invocation.Tools!.CallAsync("fake_inner", Some.Json("{}"), Token);
                got = true;
            }

            return new ToolResult { Structured = Some.Json("{}") };
        };

        Assert.Equal(OutcomeCode.AuditUnavailable, (await kit.CallAsync("fake_outer")).Code);
        Assert.False(got);
    }

    private static Kit Make(Func<ToolInvocation, IRoleTools, ValueTask<ToolResult>> outer, Action<ToolInvocation>? inner = null, string? result = null)
    {
        var kit = new Kit(
            Some.Read("outer"),
            Some.Read("inner"),
            Some.Read("raised"),
            Some.Tool(Some.Definition("strict", input: """{"type":"object","required":["id"]}""")),
            Some.Write("put", ApprovalMode.Approve),
            Some.Tool(Some.Definition("note", ToolVerb.Annotate), ApprovalMode.Auto),
            Some.Read("asked", ApprovalMode.Prompt),
            Some.Read("reviewed", ApprovalMode.Review),
            Some.Read("denied", ApprovalMode.Deny));
        kit.Connector.OnExecute = (invocation, _) =>
        {
            if (invocation.Tool.Name == "fake_outer")
            {
                return outer(invocation, invocation.Tools!);
            }

            inner?.Invoke(invocation);
            return new(new ToolResult { Structured = Some.Json(result ?? $$"""{"marker":"inner {{invocation.Principal}}"}""") });
        };
        return kit;
    }
}
