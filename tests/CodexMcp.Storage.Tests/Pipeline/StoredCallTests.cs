using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;
using CodexMcp.Storage.Tests.Support;

namespace CodexMcp.Storage.Tests.Pipeline;

/// <summary>The whole pipeline over a real database, as two replicas that share it and the key of their questions.</summary>
public abstract class StoredCallTests : StoreTests
{
    private const string Arguments = """{"id":"001","amount":5}""";
    private readonly SharedKey key = new();
    private readonly FakeClock clock = new();

    protected StoredCallTests(ITestDatabase database)
        : base(database)
    {
    }

    [Fact]
    public async Task CallAsync_ThousandIdenticalAnswersOnTwoReplicas_OneRuns()
    {
        Kit[] replicas = [Replica(Some.Write()), Replica(Some.Write())];
        var asked = await replicas[0].CallAsync("fake_put", Arguments, cancellationToken: Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(
            () => replicas[number % 2].CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token), Token)));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Code == OutcomeCode.Succeeded));
        Assert.Equal(1, replicas.Sum(replica => replica.Connector.Calls.Count));
    }

    [Fact]
    public async Task CallAsync_ThousandIdenticalCallsOfOneApprovedReview_OneRuns()
    {
        Kit[] replicas = [Replica(Reviewed()), Replica(Reviewed())];
        var asked = await replicas[0].CallAsync("fake_put", Arguments, cancellationToken: Token);
        var vote = Calls.Vote(clock.GetUtcNow()) with { Approver = "carol" };
        await Open().Approvals.VoteAsync(asked.CallId, vote, ReviewCount.Decide, Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(
            () => replicas[number % 2].CallAsync("fake_put", Arguments, cancellationToken: Token), Token)));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Code == OutcomeCode.Succeeded));
        Assert.Equal(1, replicas.Sum(replica => replica.Connector.Calls.Count));
    }

    [Fact]
    public async Task CallAsync_AnsweredOnOneReplica_IsSpentOnTheOther()
    {
        Kit[] replicas = [Replica(Some.Write()), Replica(Some.Write())];
        var asked = await replicas[0].CallAsync("fake_put", Arguments, cancellationToken: Token);

        Assert.Equal(OutcomeCode.Succeeded, (await replicas[1].CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token)).Code);
        Assert.True((await replicas[0].CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token)).InvalidApprovalState);

        Assert.Empty(replicas[0].Connector.Calls);
        Assert.Empty(await Open().Writes.UnsettledAsync(Token));
    }

    [Fact]
    public async Task CallAsync_DeclinedOnOneReplica_IsNotAskedAgainOnTheOther()
    {
        Kit[] replicas = [Replica(Some.Write()), Replica(Some.Write())];
        var asked = await replicas[0].CallAsync("fake_put", Arguments, cancellationToken: Token);
        await replicas[0].CallAsync("fake_put", Arguments, reply: Kit.Reply(asked, """{"decision":"decline"}"""), cancellationToken: Token);

        Assert.Equal(OutcomeCode.Declined, (await replicas[1].CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task CallAsync_LostOnOneReplica_IsRefusedOnTheOtherUntilSettled()
    {
        Kit[] replicas = [Replica(Advance()), Replica(Advance())];
        replicas[0].Connector.OnExecute = (_, _) => throw new ConnectorException(ConnectorFailure.Ambiguous, "Lost.", "Look.");
        await Open().CheckAsync(Token);

        Assert.Equal(OutcomeCode.Ambiguous, (await replicas[0].CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
        var refused = await replicas[1].CallAsync("fake_put", Arguments, cancellationToken: Token);
        Assert.Equal(OutcomeCode.Ambiguous, refused.Code);
        Assert.Contains("codex-mcp calls settle", refused.Text, StringComparison.Ordinal);

        var lost = Assert.Single(await Open().Writes.UnsettledAsync(Token));
        Assert.True(await Open().Writes.SettleAsync(lost.CallId, happened: false, "carol", clock.GetUtcNow(), Token));
        Assert.Equal(OutcomeCode.Succeeded, (await replicas[1].CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task CallAsync_IdenticalWhileTheFirstRuns_IsNotSentTwice()
    {
        var kit = Replica(Some.Write());
        var running = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        kit.Connector.OnExecute = async (_, _) =>
        {
            running.SetResult();
            await end.Task;
            return new ToolResult { Structured = Some.Json("{}") };
        };
        var asked = await kit.CallAsync("fake_put", Arguments, cancellationToken: Token);
        var first = kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token);
        await running.Task.WaitAsync(Token);

        Assert.Equal(OutcomeCode.Ambiguous, (await kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
        end.SetResult();
        Assert.Equal(OutcomeCode.Succeeded, (await first).Code);
        Assert.Equal(OutcomeCode.ApprovalRequired, (await kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
    }

    [Fact]
    public async Task CallAsync_ThousandRepeatsOfOneKeyOnTwoReplicas_OneIsSentAndAllGetItsResult()
    {
        const string keyed = """{"id":"001","idempotency_key":"k1"}""";
        Kit[] replicas = [Replica(Keyed()), Replica(Keyed())];
        foreach (var replica in replicas)
        {
            replica.Connector.OnExecute = async (invocation, _) =>
            {
                await Task.Yield();
                return new ToolResult { Structured = Some.Json($$"""{"made":"{{invocation.CallId}}"}""") };
            };
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(
            () => replicas[number % 2].CallAsync("fake_put", keyed, cancellationToken: Token), Token)));

        var first = Assert.Single(outcomes, outcome => outcome.Code == OutcomeCode.Succeeded);
        Assert.Equal(1, replicas.Sum(replica => replica.Connector.Calls.Count));
        Assert.All(outcomes, outcome => Assert.True(outcome.Code is OutcomeCode.Succeeded or OutcomeCode.Replayed or OutcomeCode.RateLimited, outcome.Text));
        foreach (var replica in replicas)
        {
            var repeat = await replica.CallAsync("fake_put", keyed, cancellationToken: Token);
            Assert.Equal((OutcomeCode.Replayed, first.CallId), (repeat.Code, repeat.Replays));
            Assert.Equal(first.Structured.GetRawText(), repeat.Structured.GetRawText());
        }

        Assert.Empty(await Open().Writes.UnsettledAsync(Token));
    }

    private static RoleTool Keyed() => Some.Tool(Some.Definition("put", ToolVerb.Write) with { IdempotencyArgument = "idempotency_key" }, ApprovalMode.Approve);

    private static RoleTool Advance() => Some.Tool(Some.Definition("put", ToolVerb.Write), ApprovalMode.Approve);

    private static RoleTool Reviewed() => new(Some.Definition("put", ToolVerb.Write))
    {
        Mode = ApprovalMode.Review,
        ListedAt = new("roles/test/role.yaml", 1, 1),
        ModeAt = new("roles/test/role.yaml", 1, 1),
        Timeout = TimeSpan.FromSeconds(30),
        Reviewers = [new Reviewers("revops", 1)],
    };

    private Kit Replica(RoleTool tool)
    {
        var store = Open();
        var kit = new Kit(
            services => services with { Time = clock, ApprovalKey = key, Reviewers = new Everybody(), Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs) },
            tool);
        kit.Profile = kit.Profile with { Execution = kit.Profile.Execution with { Concurrency = 2_000, PerPrincipal = new RateLimit(100_000, TimeSpan.FromMinutes(1)) } };
        return kit;
    }

    private sealed class SharedKey : IKeySource
    {
        private readonly byte[] bytes = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

        public ReadOnlySpan<byte> GetKey() => bytes;
    }

    private sealed class Everybody : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new(among);
    }
}

public sealed class SqliteStoredCallTests() : StoredCallTests(new SqliteTestDatabase());

public sealed class PostgresStoredCallTests() : StoredCallTests(new PostgresTestDatabase());
