using CodexMcp.Abstractions;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Execution;

/// <summary>A write whose end was lost is read back before its repeat is refused.</summary>
public sealed class WriteRecoveryTests
{
    private const string Plain = """{"name":"Acme"}""";
    private const string Keyed = """{"name":"Acme","idempotency_key":"k1"}""";

    private readonly CallStores stores = CallStores.InMemory();
    private readonly Recovering connector = new();
    private readonly Kit kit;

    public WriteRecoveryTests() => kit = Make();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Plain)]
    [InlineData(Keyed)]
    public async Task Repeat_ItHappened_IsAnsweredWithWhatWasReadBackAndIsOnRecord(string arguments)
    {
        var lost = await LoseAsync(arguments);
        connector.Fate = (invocation, id) =>
        {
            Assert.Equal("Acme", invocation.Arguments.GetProperty("name").GetString());
            return WriteFate.Happened(new ToolResult { Structured = Some.Json($$"""{"id":"001","by":"{{id}}","token":"AKIAIOSFODNN7CANARY1"}""") });
        };

        var repeat = await kit.CallAsync("fake_put", arguments);

        Assert.Equal((OutcomeCode.Replayed, lost), (repeat.Code, repeat.Replays));
        Assert.Equal(lost, repeat.Structured.GetProperty("by").GetString());
        Assert.DoesNotContain("AKIAIOSFODNN7CANARY1", repeat.Structured.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, connector.Sent);
        var settled = Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.Settled);
        Assert.Equal((lost, "happened"), (settled.CallId, settled.Outcome));
        Assert.Contains(repeat.CallId, settled.Reason, StringComparison.Ordinal);
        Assert.Contains(AuditEvents.Settled, kit.Audit.Durable);
        Assert.Empty(await stores.Writes.UnsettledAsync(Token));
    }

    [Fact]
    public async Task Repeat_ItHappenedUnderAKey_LaterRepeatsAreAnsweredWithoutAskingTheVendor()
    {
        await LoseAsync(Keyed);
        connector.Fate = (_, _) => WriteFate.Happened(new ToolResult { Structured = Some.Json("""{"id":"001"}""") });
        var first = await kit.CallAsync("fake_put", Keyed);
        connector.Fate = (_, _) => throw new InvalidOperationException("asked again");
        kit.Clock.Advance(TimeSpan.FromHours(2));

        var second = await kit.CallAsync("fake_put", Keyed);

        Assert.Equal(OutcomeCode.Replayed, second.Code);
        Assert.Equal(first.Structured.GetRawText(), second.Structured.GetRawText());
        Assert.Equal(1, connector.Sent);
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Keyed)]
    public async Task Repeat_ItDidNotHappen_RunsAfterTheUsualApproval(string arguments)
    {
        var asking = Make(ApprovalMode.Writes);
        connector.OnExecute = () => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");
        var asked = await asking.CallAsync("fake_put", arguments);
        var lost = await asking.CallAsync("fake_put", arguments, reply: Kit.Yes(asked));
        Assert.Equal(OutcomeCode.Ambiguous, lost.Code);
        connector.OnExecute = () => new ToolResult { Structured = Some.Json("""{"id":"002"}""") };
        connector.Fate = (_, _) => WriteFate.DidNotHappen;

        var again = await asking.CallAsync("fake_put", arguments);
        Assert.Equal(OutcomeCode.ApprovalRequired, again.Code);
        Assert.Equal(OutcomeCode.Succeeded, (await asking.CallAsync("fake_put", arguments, reply: Kit.Yes(again))).Code);

        Assert.Equal("did_not_happen", Assert.Single(asking.Audit.Entries, entry => entry.Event == AuditEvents.Settled).Outcome);
        Assert.Equal(2, connector.Sent);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("failure")]
    [InlineData("defect")]
    public async Task Repeat_NobodyKnows_IsRefusedAsEver(string how)
    {
        var lost = await LoseAsync(Plain);
        connector.Fate = (_, _) => how switch
        {
            "unknown" => WriteFate.Unknown,
            "failure" => throw new ConnectorException(ConnectorFailure.Unavailable, "Down.", "Wait."),
            _ => throw new InvalidOperationException("AKIAIOSFODNN7CANARY1"),
        };

        var refused = await kit.CallAsync("fake_put", Plain);

        Assert.Equal(OutcomeCode.Ambiguous, refused.Code);
        Assert.Contains(lost, refused.Text, StringComparison.Ordinal);
        Assert.Equal(lost, Assert.Single(await stores.Writes.UnsettledAsync(Token)).CallId);
        Assert.DoesNotContain("AKIAIOSFODNN7CANARY1", kit.Log.Text, StringComparison.Ordinal);
        Assert.Equal(1, connector.Sent);
    }

    [Fact]
    public async Task Repeat_ConnectorHangs_IsRefusedWhenTheCallsTimeIsOver()
    {
        await LoseAsync(Plain);
        var hanging = new TaskCompletionSource();
        connector.Hang = hanging;
        var repeat = kit.CallAsync("fake_put", Plain);
        await connector.Asked.Task.WaitAsync(Token);
        Assert.False(connector.Given.IsCancellationRequested);
        kit.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(OutcomeCode.Ambiguous, (await repeat).Code);
        Assert.True(connector.Given.IsCancellationRequested);
        hanging.SetResult();
    }

    [Fact]
    public async Task Repeat_SettlementCantBeRecorded_SettlesNothing()
    {
        await LoseAsync(Plain);
        connector.Fate = (_, _) => WriteFate.DidNotHappen;
        var failing = Make(audit: new ThrowingAudit(AuditEvents.Settled));

        Assert.Equal(OutcomeCode.AuditUnavailable, (await failing.CallAsync("fake_put", Plain)).Code);
        Assert.Single(await stores.Writes.UnsettledAsync(Token));
        Assert.Equal(1, connector.Sent);
    }

    [Fact]
    public async Task Repeat_TheSenderDied_IsReadBackOnceItCantBeRunningAnyMore()
    {
        await stores.Writes.AddAsync(
            new SentWrite
            {
                CallId = "dead",
                Key = SentWrite.KeyOf("local:alice", "sandbox", "fake_put", Core.Canonical.CanonicalJson.Sha256Hex(Some.Json(Plain))),
                Role = "sales",
                Principal = "local:alice",
                Environment = "sandbox",
                Tool = "fake_put",
                At = kit.Clock.GetUtcNow(),
            },
            Token);
        connector.Fate = (_, id) => WriteFate.Happened(new ToolResult { Structured = Some.Json($$"""{"id":"{{id}}"}""") });

        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", Plain)).Code);
        kit.Clock.Advance(TimeSpan.FromMinutes(1));

        var repeat = await kit.CallAsync("fake_put", Plain);
        Assert.Equal((OutcomeCode.Replayed, "dead"), (repeat.Code, repeat.Replays));
        Assert.Equal(0, connector.Sent);
    }

    [Fact]
    public async Task Race_ManyRepeatsAfterItDidNotHappenUnderAKey_OneIsSent()
    {
        await LoseAsync(Keyed);
        connector.Fate = (_, _) => WriteFate.DidNotHappen;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => kit.CallAsync("fake_put", Keyed), Token)));

        Assert.Single(outcomes, outcome => outcome.Code == OutcomeCode.Succeeded);
        Assert.Equal(2, connector.Sent);
    }

    [Fact]
    public async Task Race_ManyRepeatsThatReadItBackAtOnce_OneSettlesItAndIsOnRecord()
    {
        const int Many = 50;
        await LoseAsync(Plain);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        connector.Hang = all;
        connector.OnAsked = () =>
        {
            if (Interlocked.Increment(ref asked) == Many)
            {
                all.SetResult();
            }
        };
        connector.Fate = (_, id) => WriteFate.Happened(new ToolResult { Structured = Some.Json($$"""{"id":"{{id}}"}""") });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(() => kit.CallAsync("fake_put", Plain), Token)));

        Assert.Single(kit.Audit.Entries, entry => entry.Event == AuditEvents.Settled);
        Assert.Single(outcomes, outcome => outcome.Code == OutcomeCode.Replayed);
        Assert.All(outcomes.Where(outcome => outcome.IsError), outcome => Assert.Contains("It was read back that the same call", outcome.Text, StringComparison.Ordinal));
        Assert.Equal(1, connector.Sent);
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Keyed)]
    public async Task Repeat_InAnotherRole_IsNotReadBack(string arguments)
    {
        var lost = await LoseAsync(arguments);
        connector.Fate = (_, _) => throw new InvalidOperationException("asked with another role's eyes");
        kit.Profile = kit.Profile with { Role = "narrow" };

        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", arguments)).Code);

        Assert.Equal(lost, Assert.Single(await stores.Writes.UnsettledAsync(Token)).CallId);
        Assert.DoesNotContain(kit.Audit.Entries, entry => entry.Event == AuditEvents.Settled);
        Assert.DoesNotContain("another role's eyes", kit.Log.Text, StringComparison.Ordinal);
        Assert.Equal(1, connector.Sent);
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Keyed)]
    public async Task Repeat_ThatARuleForbidsNow_IsNeitherReadBackNorAnswered(string arguments)
    {
        await LoseAsync(arguments);
        connector.Fate = (_, _) => throw new InvalidOperationException("asked");
        connector.Forbids = true;

        Assert.Equal(OutcomeCode.Denied, (await kit.CallAsync("fake_put", arguments)).Code);

        Assert.DoesNotContain("could not find out", kit.Log.Text, StringComparison.Ordinal);
        Assert.Single(await stores.Writes.UnsettledAsync(Token));
    }

    [Fact]
    public async Task Repeat_SystemIsDown_IsNotAskedAgainWhileItsCircuitIsOpen()
    {
        await LoseAsync(Plain);
        var asked = 0;
        connector.Fate = (_, _) =>
        {
            asked++;
            throw new ConnectorException(ConnectorFailure.Unavailable, "Down.", "Wait.");
        };

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", Plain)).Code);
        }

        Assert.InRange(asked, 1, 39);
    }

    private async Task<string> LoseAsync(string arguments)
    {
        connector.OnExecute = () => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");
        var lost = await kit.CallAsync("fake_put", arguments);
        Assert.Equal(OutcomeCode.Ambiguous, lost.Code);
        connector.OnExecute = () => new ToolResult { Structured = Some.Json("""{"id":"002"}""") };
        return lost.CallId;
    }

    private Kit Make(ApprovalMode mode = ApprovalMode.Approve, IAuditLog? audit = null)
    {
        var made = new Kit(
            services => services with { Stores = () => stores, Audit = audit ?? services.Audit, Connectors = new FakeConnectors(new RunningConnector(connector, new ConnectorResilience { MaxConcurrency = 256 })) },
            Some.Tool(Some.Definition("put", ToolVerb.Write, """{"type":"object","properties":{"idempotency_key":{"type":"string"}}}""") with { IdempotencyArgument = "idempotency_key" }, mode));
        made.Profile = made.Profile with { Execution = made.Profile.Execution with { Concurrency = 256 } };
        return made;
    }

    private sealed class Recovering : IConnector, IWriteRecovery, IToolGuard
    {
        private int sent;

        public string Name => "fake";

        public IToolGuard? Guard => this;

        public bool Forbids { get; set; }

        public Action OnAsked { get; set; } = () => { };

        public CancellationToken Given { get; private set; }

        public Func<ToolResult> OnExecute { get; set; } = () => new ToolResult { Structured = Some.Json("{}") };

        public Func<ToolInvocation, string, WriteFate> Fate { get; set; } = (_, _) => WriteFate.Unknown;

        public TaskCompletionSource? Hang { get; set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Sent => sent;

        public async ValueTask<ToolResult> ExecuteAsync(ToolInvocation invocation, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref sent);
            await Task.Yield();
            return OnExecute();
        }

        public async ValueTask<WriteFate> FindAsync(ToolInvocation invocation, string lostCallId, CancellationToken cancellationToken)
        {
            Given = cancellationToken;
            OnAsked();
            if (Hang is { } hang)
            {
                Asked.TrySetResult();
                await hang.Task;
            }

            return Fate(invocation, lostCallId);
        }

        public ValueTask<GuardVerdict> CheckAsync(ToolInvocation invocation, CancellationToken cancellationToken) =>
            new(Forbids ? GuardVerdict.Escalate(ApprovalMode.Deny, "The period is closed.") : GuardVerdict.Pass);

        public ValueTask DisposeAsync() => default;
    }
}
