using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Execution;

/// <summary>What happens to a call that the connector fails, delays or loses.</summary>
public sealed class ExecuteTests
{
    [Theory]
    [InlineData(ConnectorFailure.Refused, OutcomeCode.ConnectorError, 1)]
    [InlineData(ConnectorFailure.Configuration, OutcomeCode.ConnectorError, 1)]
    [InlineData(ConnectorFailure.RateLimited, OutcomeCode.RateLimited, 3)]
    [InlineData(ConnectorFailure.Unavailable, OutcomeCode.ConnectorError, 3)]
    [InlineData(ConnectorFailure.Timeout, OutcomeCode.Timeout, 3)]
    [InlineData(ConnectorFailure.BadAnswer, OutcomeCode.ConnectorError, 1)]
    public async Task CallAsync_ReadFails_RepeatsWhatARepeatCanMend(ConnectorFailure failure, OutcomeCode code, int attempts)
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(failure, "The vendor said no.", "Do something else.", "42");

        var outcome = await Run(kit, kit.CallAsync("fake_get"));

        Assert.Equal(code, outcome.Code);
        Assert.Equal(Enumerable.Range(0, attempts), kit.Connector.Calls.Select(call => call.Attempt));
        Assert.Single(kit.Connector.Calls.Select(call => call.CallId).Distinct());
        Assert.Equal("The vendor said no. (vendor code 42)", Kit.Error(outcome, "message"));
        Assert.Equal("Do something else.", Kit.Error(outcome, "next"));
        Assert.Equal("execute", kit.Audit.Last.Stage);
    }

    [Theory]
    [InlineData(ConnectorFailure.Unavailable, OutcomeCode.ConnectorError)]
    [InlineData(ConnectorFailure.Timeout, OutcomeCode.Timeout)]
    [InlineData(ConnectorFailure.BadAnswer, OutcomeCode.ConnectorError)]
    public async Task CallAsync_WriteWasNotSent_FailsAndMayBeSentAgain(ConnectorFailure failure, OutcomeCode code)
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve));
        var answer = kit.Connector.OnExecute;
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(failure, "No token can be had.", "Wait.") { NotSent = true };

        Assert.Equal(code, (await kit.CallAsync("fake_put", """{"id":1}""")).Code);

        kit.Connector.OnExecute = answer;
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", """{"id":1}""")).Code);
    }

    [Theory]
    [InlineData(ConnectorFailure.Refused, OutcomeCode.ConnectorError)]
    [InlineData(ConnectorFailure.Configuration, OutcomeCode.ConnectorError)]
    [InlineData(ConnectorFailure.RateLimited, OutcomeCode.RateLimited)]
    [InlineData(ConnectorFailure.Unavailable, OutcomeCode.Ambiguous)]
    [InlineData(ConnectorFailure.Timeout, OutcomeCode.Ambiguous)]
    [InlineData(ConnectorFailure.Ambiguous, OutcomeCode.Ambiguous)]
    [InlineData(ConnectorFailure.BadAnswer, OutcomeCode.Ambiguous)]
    public async Task CallAsync_WriteFails_IsNeverRepeated(ConnectorFailure failure, OutcomeCode code)
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve));
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(failure, "The vendor said no.", "Do something else.");

        var first = await kit.CallAsync("fake_put", """{"id":1}""");
        var again = await kit.CallAsync("fake_put", """{ "id": 1.0 }""");
        var other = await kit.CallAsync("fake_put", """{"id":2}""");

        Assert.Equal((code, code, code), (first.Code, again.Code, other.Code));
        // After an unknown end the identical call is not sent; after a plain no it may be.
        Assert.Equal(code == OutcomeCode.Ambiguous ? 2 : 3, kit.Connector.Calls.Count);
    }

    [Fact]
    public async Task CallAsync_AmbiguousWrite_IsNotAskedForAgainEither()
    {
        var kit = new Kit(Some.Write());
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Unavailable, "Gone.", "Wait.");
        var asked = await kit.CallAsync("fake_put");
        var lost = await kit.CallAsync("fake_put", reply: Kit.Yes(asked));

        var again = await kit.CallAsync("fake_put");

        Assert.Equal((OutcomeCode.Ambiguous, OutcomeCode.Ambiguous, null), (lost.Code, again.Code, again.Question));
        Assert.Contains(lost.CallId, again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_IdempotentWrite_IsRepeatedUnderTheSameCallId()
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve, idempotent: true));
        kit.Connector.OnExecute = (call, _) => call.Attempt < 2
            ? throw new ConnectorException(ConnectorFailure.Unavailable, "Gone.", "Wait.")
            : ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}") });

        var outcome = await Run(kit, kit.CallAsync("fake_put"));

        Assert.Equal(OutcomeCode.Succeeded, outcome.Code);
        Assert.Equal(3, kit.Connector.Calls.Count);
        Assert.Equal("guard call.intent execute execute execute call.finished", kit.Trace.Steps);
    }

    [Fact]
    public async Task CallAsync_VendorAsksForPatience_IsObeyed()
    {
        var kit = new Kit(Some.Read());
        var times = new List<TimeSpan>();
        var start = kit.Clock.GetTimestamp();
        kit.Connector.OnExecute = (call, _) =>
        {
            times.Add(kit.Clock.GetElapsedTime(start));
            return call.Attempt == 0
                ? throw new ConnectorException(ConnectorFailure.RateLimited, "Slow down.", "Wait.", retryAfter: TimeSpan.FromSeconds(7))
                : ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}") });
        };

        Assert.Equal(OutcomeCode.Succeeded, (await Run(kit, kit.CallAsync("fake_get"))).Code);

        Assert.InRange(times[1], TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task CallAsync_PatienceBeyondTheCallsTime_IsHandedOn()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.RateLimited, "Slow down.", "Wait.", retryAfter: TimeSpan.FromMinutes(5));

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal((OutcomeCode.RateLimited, TimeSpan.FromMinutes(5)), (outcome.Code, outcome.RetryAfter!.Value));
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_ConnectorIgnoresItsToken_EndsInTimeAnyway()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => new(new TaskCompletionSource<ToolResult>().Task);

        var outcome = await Run(kit, kit.CallAsync("fake_get"));

        Assert.Equal(OutcomeCode.Timeout, outcome.Code);
        Assert.Contains("30 seconds", outcome.Text, StringComparison.Ordinal);
        Assert.Equal("timeout", kit.Audit.Last.Outcome);
    }

    [Fact]
    public async Task CallAsync_WriteTimesOut_IsAmbiguous()
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve));
        kit.Connector.OnExecute = (_, _) => new(new TaskCompletionSource<ToolResult>().Task);

        Assert.Equal(OutcomeCode.Ambiguous, (await Run(kit, kit.CallAsync("fake_put"))).Code);
        Assert.Single(kit.Connector.Calls);
    }

    [Theory]
    [InlineData(ToolVerb.Read, OutcomeCode.Cancelled)]
    [InlineData(ToolVerb.Write, OutcomeCode.Ambiguous)]
    public async Task CallAsync_ClientLeavesMidCall_CancelsTheVendorsWorkAndIsRecorded(ToolVerb verb, OutcomeCode code)
    {
        var kit = new Kit(Some.Tool(Some.Definition("do", verb), ApprovalMode.Approve));
        var cancelled = new TaskCompletionSource();
        kit.Connector.OnExecute = async (_, token) =>
        {
            token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            return null!;
        };
        using var leaving = new CancellationTokenSource();
        var running = kit.CallAsync("fake_do", cancellationToken: leaving.Token);

        leaving.Cancel();

        Assert.Equal(code, (await running).Code);
        await cancelled.Task;
        Assert.Equal(code.Wire(), kit.Audit.Last.Outcome);
    }

    [Fact]
    public async Task CallAsync_ClientGoneBefore_SendsNothing()
    {
        var kit = new Kit(Some.Write(mode: ApprovalMode.Approve));

        var outcome = await kit.CallAsync("fake_put", cancellationToken: new CancellationToken(true));

        Assert.Equal(OutcomeCode.Cancelled, outcome.Code);
        Assert.Equal("guard call.finished", kit.Trace.Steps);
    }

    [Fact]
    public async Task CallAsync_ConnectorHasADefect_SaysNothingOfIt()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new InvalidOperationException("Server=db;Password=hunter22x;");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal(OutcomeCode.ConnectorError, outcome.Code);
        Assert.Contains(outcome.CallId, outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Server", Kit.Error(outcome, "message"), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", kit.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22x", kit.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_ConnectorCancelsItself_IsADefectNotACancellation()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new OperationCanceledException();

        Assert.Equal(OutcomeCode.ConnectorError, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task CallAsync_ConnectorCannotBeMade_SaysWhatTheOperatorMustDo()
    {
        var kit = new Kit(Some.Read());
        kit.Connectors.OnGet = _ => throw new ConnectorException(ConnectorFailure.Configuration, "SNOWFLAKE_KEY is not set.", "Set it.");

        var outcome = await kit.CallAsync("fake_get");

        Assert.Equal((OutcomeCode.ConnectorError, "SNOWFLAKE_KEY is not set. Set it."), (outcome.Code, outcome.Text));
    }

    [Fact]
    public async Task CallAsync_SystemDown_OpensTheCircuitAndClosesItAgain()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Unavailable, "Gone.", "Wait.");
        for (var i = 0; i < 4; i++)
        {
            await Run(kit, kit.CallAsync("fake_get"));
        }

        var sent = kit.Connector.Calls.Count;
        var refused = await kit.CallAsync("fake_get");
        Assert.Equal(sent, kit.Connector.Calls.Count);
        Assert.Equal(OutcomeCode.ConnectorError, refused.Code);
        Assert.NotNull(refused.RetryAfter);

        kit.Connector.OnExecute = (_, _) => ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}") });
        kit.Clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_get")).Code);
    }

    [Fact]
    public async Task CallAsync_BadCalls_DoNotOpenTheCircuit()
    {
        var kit = new Kit(Some.Read());
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Refused, "Bad SQL.", "Mend it.");

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("Bad SQL.", Kit.Error(await kit.CallAsync("fake_get"), "message"));
        }
    }

    [Fact]
    public async Task CallAsync_IntentCannotBeRecorded_SendsNothing()
    {
        var kit = new Kit(services => services with { Audit = new ThrowingAudit(AuditEvents.Intent) }, Some.Write(mode: ApprovalMode.Approve));

        var outcome = await kit.CallAsync("fake_put");

        Assert.Equal(OutcomeCode.AuditUnavailable, outcome.Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact]
    public async Task CallAsync_OneConnectorHangs_OthersDoNotNotice()
    {
        var clock = new FakeClock();
        var hanging = new FakeConnector("slow") { OnExecute = (_, _) => new(new TaskCompletionSource<ToolResult>().Task) };
        var healthy = new FakeConnector("fast");
        var kit = new Kit(
            services => services with
            {
                Time = clock,
                Connectors = new FakeConnectors(
                    new RunningConnector(hanging, new ConnectorResilience { MaxConcurrency = 4 }),
                    new RunningConnector(healthy, new ConnectorResilience { MaxConcurrency = 4 })),
            },
            Some.Tool(Some.Definition("get", connector: "slow")),
            Some.Tool(Some.Definition("get", connector: "fast")));
        var stuck = Enumerable.Range(0, 4).Select(i => kit.CallAsync("slow_get", principal: $"local:p{i}")).ToArray();

        var turnedAway = await kit.CallAsync("slow_get", principal: "local:p9");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fast_get")).Code);
        }

        Assert.Equal(OutcomeCode.RateLimited, turnedAway.Code);
        Assert.All(stuck, call => Assert.False(call.IsCompleted));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.All(await Task.WhenAll(stuck), outcome => Assert.Equal(OutcomeCode.Timeout, outcome.Code));

        // What was left behind keeps its places: it does not pile up.
        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("slow_get", principal: "local:p8")).Code);
        Assert.Equal(4, hanging.Calls.Count);
    }

    [Fact]
    public async Task CallAsync_TenThousandCallsOfFiftyPrincipals_EachGetsItsOwn()
    {
        var kit = new Kit(Some.Read());
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { PerPrincipal = new(100_000, TimeSpan.FromMinutes(1)), Concurrency = 1_000 } };
        kit.Connectors.OnGet = _ => new RunningConnector(kit.Connector, new ConnectorResilience { MaxConcurrency = 10_000 });
        kit.Connector.OnExecute = async (call, _) =>
        {
            await Task.Yield();
            return new ToolResult { Structured = Some.Json($$"""{"marker":"{{call.Principal}}/{{call.Arguments.GetProperty("n").GetInt32()}}"}""") };
        };

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), async (n, token) =>
        {
            var principal = $"local:user{n % 50}";
            var outcome = await kit.CallAsync("fake_get", $$"""{"n":{{n}}}""", principal, cancellationToken: token);
            Assert.Equal($"{principal}/{n}", outcome.Structured.GetProperty("marker").GetString());
        });

        Assert.Equal(10_000, kit.Audit.Entries.Count);
        Assert.Equal(10_000, kit.Audit.Entries.Select(entry => entry.CallId).Distinct().Count());
    }

    [Fact]
    public async Task Progress_IsRedactedAndEndsWithTheCall()
    {
        var kit = new Kit(Some.Read());
        IProgress<ToolProgress>? late = null;
        kit.Connector.OnExecute = (call, _) =>
        {
            late = call.Progress;
            late!.Report(new ToolProgress(1, 2, "token ghp_0123456789abcdefghijABCDEFGHIJ012345 \u001b[31m"));
            return ValueTask.FromResult(new ToolResult { Structured = Some.Json("{}") });
        };
        var seen = new List<string?>();

        await kit.Pipeline.CallAsync(kit.Request("fake_get") with { Progress = new Reporter(seen) }, default);
        late!.Report(new ToolProgress(2, 2, "late"));

        Assert.Equal(["token [redacted:source_token] [31m"], seen);
    }

    /// <summary>Moves the clock until the call ends: waits between attempts are the clock's.</summary>
    private static async Task<CallOutcome> Run(Kit kit, Task<CallOutcome> call)
    {
        for (var i = 0; i < 10_000 && !call.IsCompleted; i++)
        {
            kit.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await call.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Reporter(List<string?> seen) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => seen.Add(value.Message);
    }
}
