using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Execution;

/// <summary>A call with an idempotency key is carried out once, and every repeat is answered with its first result.</summary>
public sealed class IdempotencyTests
{
    private const string First = """{"idempotency_key":"k1","name":"Acme"}""";
    private const string Other = """{"idempotency_key":"k1","name":"Globex"}""";

    private readonly CallStores stores = CallStores.InMemory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repeat_SameArguments_GetsTheFirstResultAndSendsNothing()
    {
        var kit = Make();
        var first = await kit.CallAsync("fake_put", First);

        var repeat = await kit.CallAsync("fake_put", """{ "name": "Acme", "idempotency_key": "k1" }""");

        Assert.Equal(OutcomeCode.Succeeded, first.Code);
        Assert.Equal((OutcomeCode.Replayed, first.CallId, false), (repeat.Code, repeat.Replays, repeat.IsError));
        Assert.Equal(first.Structured.GetRawText(), repeat.Structured.GetRawText());
        Assert.Equal(first.Text, repeat.Text);
        Assert.Single(kit.Connector.Calls);
        Assert.Equal("replayed", kit.Audit.Last.Outcome);
        Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.Intent);
    }

    [Fact]
    public async Task Repeat_OfAnApprovedCall_AsksNobodyAgain()
    {
        var kit = Make(ApprovalMode.Writes);
        var asked = await kit.CallAsync("fake_put", First);
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", First, reply: Kit.Yes(asked))).Code);

        Assert.Equal(OutcomeCode.Replayed, (await kit.CallAsync("fake_put", First, canAsk: false)).Code);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Repeat_OtherArguments_IsRefusedAndSaysSo()
    {
        var kit = Make();
        await kit.CallAsync("fake_put", First);

        var refused = await kit.CallAsync("fake_put", Other);

        Assert.Equal(OutcomeCode.InvalidArguments, refused.Code);
        Assert.Contains("idempotency_key was used before with other arguments", refused.Text, StringComparison.Ordinal);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Repeat_ByAnotherPrincipalRoleToolOrKey_IsACallOfItsOwn()
    {
        var kit = Make();
        await kit.CallAsync("fake_put", First);
        await kit.CallAsync("fake_put", First, principal: "local:bob");
        await kit.CallAsync("fake_add", First);
        await kit.CallAsync("fake_put", First.Replace("k1", "k2", StringComparison.Ordinal));
        kit.Profile = kit.Profile with { Role = "other" };
        await kit.CallAsync("fake_put", First);
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Environment = "production" } };
        await kit.CallAsync("fake_put", First);

        Assert.Equal(6, kit.Connector.Calls.Count);
    }

    [Fact]
    public async Task Repeat_WithoutAKey_RunsAsEver()
    {
        var kit = Make();
        await kit.CallAsync("fake_put", """{"name":"Acme"}""");
        await kit.CallAsync("fake_put", """{"name":"Acme"}""");

        Assert.Equal(2, kit.Connector.Calls.Count);
        Assert.False(stores.Kept.MayHold);
    }

    [Fact]
    public async Task Repeat_WhileTheFirstRuns_IsToldWhenToComeBack()
    {
        var kit = Make();
        var running = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        kit.Connector.OnExecute = async (_, _) =>
        {
            running.SetResult();
            await end.Task;
            return new ToolResult { Structured = Some.Json("""{"id":"1"}""") };
        };
        var first = kit.CallAsync("fake_put", First);
        await running.Task.WaitAsync(Token);

        var early = await kit.CallAsync("fake_put", First);
        Assert.Equal((OutcomeCode.RateLimited, TimeSpan.FromSeconds(5)), (early.Code, early.RetryAfter));
        Assert.Equal(OutcomeCode.InvalidArguments, (await kit.CallAsync("fake_put", Other)).Code);
        end.SetResult();
        await first;

        Assert.Equal(OutcomeCode.Replayed, (await kit.CallAsync("fake_put", First)).Code);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Race_ManyAtOnce_OneIsSent()
    {
        var kit = Make(concurrency: 256);
        kit.Connector.OnExecute = async (_, _) =>
        {
            await Task.Yield();
            return new ToolResult { Structured = Some.Json("{}") };
        };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => kit.CallAsync("fake_put", First), Token)));

        Assert.Single(outcomes, outcome => outcome.Code == OutcomeCode.Succeeded);
        Assert.All(outcomes, outcome => Assert.True(outcome.Code is OutcomeCode.Succeeded or OutcomeCode.Replayed or OutcomeCode.RateLimited, outcome.Text));
        Assert.Single(kit.Connector.Calls);
    }

    [Theory]
    [InlineData(ConnectorFailure.Refused)]
    [InlineData(ConnectorFailure.Configuration)]
    [InlineData(ConnectorFailure.RateLimited)]
    public async Task Repeat_AfterAFailureThatChangedNothing_MayRun(ConnectorFailure failure)
    {
        var kit = Make();
        var answer = kit.Connector.OnExecute;
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(failure, "No.", "Change it.");
        Assert.True((await kit.CallAsync("fake_put", First)).IsError);
        kit.Connector.OnExecute = answer;

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", Other)).Code);
        Assert.Empty(await stores.Writes.UnsettledAsync(Token));
    }

    [Fact]
    public async Task Repeat_AfterItWasNotSent_MayRun()
    {
        var kit = Make(audit: new ThrowingAudit(AuditEvents.Intent));
        Assert.Equal(OutcomeCode.AuditUnavailable, (await kit.CallAsync("fake_put", First)).Code);

        Assert.Equal(OutcomeCode.Succeeded, (await Make().CallAsync("fake_put", First)).Code);
    }

    [Fact]
    public async Task Repeat_WhileTheEndIsUnknown_IsRefusedUntilAPersonSettlesIt()
    {
        var kit = Make();
        var answer = kit.Connector.OnExecute;
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");
        var lost = await kit.CallAsync("fake_put", First);
        kit.Connector.OnExecute = answer;
        Assert.Equal(OutcomeCode.Ambiguous, lost.Code);
        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", First)).Code);
        Assert.Equal(OutcomeCode.InvalidArguments, (await kit.CallAsync("fake_put", Other)).Code);
        kit.Clock.Advance(TimeSpan.FromHours(48));
        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", First)).Code);

        Assert.True(await stores.Writes.SettleAsync(lost.CallId, happened: false, "carol", kit.Clock.GetUtcNow(), Token));
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", First)).Code);
        Assert.Equal(2, kit.Connector.Calls.Count);
    }

    [Fact]
    public async Task Repeat_AfterAPersonFoundThatItHappened_StaysRefusedForTheWholeTimeOfTheKey()
    {
        var kit = Make();
        kit.Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");
        var lost = await kit.CallAsync("fake_put", First);
        await stores.Writes.SettleAsync(lost.CallId, happened: true, "carol", kit.Clock.GetUtcNow(), Token);
        kit.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Contains("did take effect", (await kit.CallAsync("fake_put", First)).Text, StringComparison.Ordinal);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Repeat_AfterTheWindow_IsANewCall()
    {
        var kit = Make();
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { IdempotencyWindow = TimeSpan.FromHours(1) } };
        await kit.CallAsync("fake_put", First);
        kit.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(OutcomeCode.Replayed, (await kit.CallAsync("fake_put", First)).Code);
        kit.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", Other)).Code);
    }

    [Fact]
    public async Task Kept_SecretInTheResult_IsKeptMasked()
    {
        var kit = Make();
        kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json("""{"token":"AKIAIOSFODNN7CANARY1"}""") });
        await kit.CallAsync("fake_put", First);
        var claim = kit.Connector.Calls[0];
        var kept = await stores.Kept.FindAsync(KeptCall.SlotOf("sales", "local:alice", "sandbox", "fake_put", "k1"), kit.Clock.GetUtcNow(), Token);

        Assert.Equal(claim.CallId, kept!.CallId);
        Assert.NotNull(kept.Structured);
        Assert.DoesNotContain("AKIAIOSFODNN7CANARY1", kept.Structured + kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_TooLarge_TheRepeatIsToldThatItIsDone()
    {
        var kit = Make();
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { MaxResultBytes = 1_000_000 } };
        kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json($$"""{"text":"{{new string('x', 100_000)}}"}""") });
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", First)).Code);

        var repeat = await kit.CallAsync("fake_put", First);
        Assert.Equal(OutcomeCode.Denied, repeat.Code);
        Assert.Contains("was carried out before", repeat.Text, StringComparison.Ordinal);
        Assert.Single(kit.Connector.Calls);
    }

    public static TheoryData<ToolContent> Blocks { get; } =
    [
        new ToolContent.Text("words"),
        new ToolContent.Image(new byte[] { 1 }, "image/png"),
        new ToolContent.Document("x://a", "text/plain", "words"),
        new ToolContent.Link("x://a", "a"),
    ];

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Kept_ResultWithBlocks_TheRepeatIsToldThatItIsDoneAndNotHalfOfIt(ToolContent block)
    {
        var kit = Make();
        kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json("""{"id":"1"}"""), Content = [block] });
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", First)).Code);

        var repeat = await kit.CallAsync("fake_put", First);
        Assert.Equal(OutcomeCode.Denied, repeat.Code);
        Assert.Contains("was carried out before", repeat.Text, StringComparison.Ordinal);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Repeat_ThatARuleForbidsNow_IsNotAnswered()
    {
        var kit = Make();
        await kit.CallAsync("fake_put", First);
        kit.Connector.OnGuard = _ => GuardVerdict.Escalate(ApprovalMode.Deny, "The period is closed.");

        var refused = await kit.CallAsync("fake_put", First);

        Assert.Equal((OutcomeCode.Denied, (string?)null), (refused.Code, refused.Replays));
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Kept_ResultThatMayNotLeave_TheRepeatIsToldThatItIsDone()
    {
        var kit = Make();
        kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json("[]") });
        Assert.Equal(OutcomeCode.InvalidResult, (await kit.CallAsync("fake_put", First)).Code);

        Assert.Contains("was carried out before", (await kit.CallAsync("fake_put", First)).Text, StringComparison.Ordinal);
        Assert.Single(kit.Connector.Calls);
    }

    [Fact]
    public async Task Claim_LostToAnotherCall_SpendsNoYes()
    {
        var kit = Make(ApprovalMode.Writes);
        var asked = await kit.CallAsync("fake_put", First);
        var running = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        kit.Connector.OnExecute = async (_, _) =>
        {
            running.TrySetResult();
            await end.Task;
            throw new ConnectorException(ConnectorFailure.Refused, "No.", "Change it.");
        };
        var advance = Make();
        advance.Connector.OnExecute = kit.Connector.OnExecute;
        var first = advance.CallAsync("fake_put", First);
        await running.Task.WaitAsync(Token);
        Assert.Equal(OutcomeCode.RateLimited, (await kit.CallAsync("fake_put", First, reply: Kit.Yes(asked))).Code);
        end.SetResult();
        await first;

        kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json("{}") });
        Assert.Equal(OutcomeCode.Succeeded, (await kit.CallAsync("fake_put", First, reply: Kit.Yes(asked))).Code);
    }

    private Kit Make(ApprovalMode mode = ApprovalMode.Approve, int concurrency = 8, IAuditLog? audit = null)
    {
        var tools = new[] { "put", "add" }.Select(action => Some.Tool(
            Some.Definition(action, ToolVerb.Write, """{"type":"object","properties":{"idempotency_key":{"type":"string"},"name":{"type":"string"}}}""") with { IdempotencyArgument = "idempotency_key" },
            mode)).ToArray();
        var kit = new Kit(services => services with { Stores = () => stores, Audit = audit ?? services.Audit, ApprovalKey = Key }, tools);
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = concurrency } };
        return kit;
    }

    private static readonly ProcessKeySource Key = new();
}
