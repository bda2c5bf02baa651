using System.Diagnostics;
using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Storage.Tests.Pipeline;

/// <summary>A process is killed after it has spent a yes: the call never runs twice, and what may have run is reported until a person settles it.</summary>
public sealed class CrashTests : IDisposable
{
    private const string FolderVariable = "CODEX_MCP_TEST_STORE_FOLDER";
    private const string PointVariable = "CODEX_MCP_TEST_STORE_POINT";
    private const string KeyVariable = "CODEX_MCP_TEST_STORE_KEY";
    private const string Mark = "the-state-is ";
    private const string Arguments = """{"id":"001"}""";
    private const string KeyedArguments = """{"id":"001","idempotency_key":"k1"}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codexmcp-crash-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory(Timeout = 120_000)]
    [InlineData("intent")]
    [InlineData("execute")]
    [InlineData("result")]
    public async Task CallAsync_KilledWithAnIdempotencyKey_TheRepeatIsNeverSentAndIsReadBackOnceNobodyCanBeSendingIt(string point)
    {
        await KillAtAsync(point, keyed: true);
        await using var store = StateStore.Sqlite(folder.FullName, TimeProvider.System);
        var kit = Replica(store, folder.FullName, audit => audit, keyed: true);

        var repeated = await kit.CallAsync("fake_put", KeyedArguments, cancellationToken: Token);

        Assert.Equal(OutcomeCode.RateLimited, repeated.Code);
        Assert.Empty(kit.Connector.Calls);
        var lost = Assert.Single(await store.Writes.UnsettledAsync(Token));
        Assert.Contains(lost.CallId, repeated.Text, StringComparison.Ordinal);

        var later = new FakeClock();
        later.Advance(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(2) - later.GetUtcNow());
        Assert.Equal(OutcomeCode.Ambiguous, (await Replica(store, folder.FullName, audit => audit, keyed: true, later).CallAsync("fake_put", KeyedArguments, cancellationToken: Token)).Code);
        Assert.True(await store.Writes.SettleAsync(lost.CallId, happened: false, "carol", TimeProvider.System.GetUtcNow(), Token));
        Assert.Equal(OutcomeCode.ApprovalRequired, (await Replica(store, folder.FullName, audit => audit, keyed: true, later).CallAsync("fake_put", KeyedArguments, cancellationToken: Token)).Code);
        Assert.Empty(await store.FindDamageAsync(Token));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("intent")]
    [InlineData("execute")]
    public async Task CallAsync_KilledAfterTheYesWasSpent_NeverRunsAgainAndIsReported(string point)
    {
        var state = await KillAtAsync(point);
        await using var store = StateStore.Sqlite(folder.FullName, TimeProvider.System);
        var kit = Replica(store, folder.FullName, audit => audit);

        var replayed = await kit.CallAsync("fake_put", Arguments, reply: new ApprovalReply(state, ApprovalAction.Accept, Some.Json("""{"decision":"approve"}""")), cancellationToken: Token);
        var repeated = await kit.CallAsync("fake_put", Arguments, cancellationToken: Token);

        Assert.True(replayed.IsError);
        Assert.Equal(OutcomeCode.Ambiguous, repeated.Code);
        Assert.Empty(kit.Connector.Calls);
        var lost = Assert.Single(await store.Writes.UnsettledAsync(Token));
        Assert.Contains(lost.CallId, repeated.Text, StringComparison.Ordinal);
        Assert.Empty(await store.FindDamageAsync(Token));

        Assert.True(await store.Writes.SettleAsync(lost.CallId, happened: false, "carol", TimeProvider.System.GetUtcNow(), Token));
        Assert.Equal(OutcomeCode.ApprovalRequired, (await kit.CallAsync("fake_put", Arguments, cancellationToken: Token)).Code);
        Assert.Empty(kit.Connector.Calls);
    }

    [Fact(Explicit = true)]
    public async Task CallAsync_AsAChild_StopsAtThePoint()
    {
        var path = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), "This is what another test runs as a second process.");
        var point = Environment.GetEnvironmentVariable(PointVariable);
        CallOutcome? asked = null;
        await using var store = StateStore.Sqlite(path, TimeProvider.System);
        var keyed = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KeyVariable));
        var arguments = keyed ? KeyedArguments : Arguments;
        var kit = Replica(store, path, audit => point == "intent" ? new StoppingAudit(audit, () => Stop(asked!)) : audit, keyed);
        kit.Connector.OnExecute = async (_, _) =>
        {
            await Stop(asked!);
            throw new InvalidOperationException("The child was not killed.");
        };
        if (point == "result")
        {
            // The vendor has answered, and the result is not kept yet.
            kit.Connector.OnExecute = (_, _) => new(new ToolResult { Structured = Some.Json("{}"), Content = new StoppingContent(() => Stop(asked!).GetAwaiter().GetResult()) });
        }

        asked = await kit.CallAsync("fake_put", arguments, cancellationToken: Token);
        await kit.CallAsync("fake_put", arguments, reply: Kit.Yes(asked), cancellationToken: Token);
    }

    /// <summary>Runs a child to the point, kills it there, and gives the state of its question.</summary>
    private async Task<string> KillAtAsync(string point, bool keyed = false)
    {
        using var child = Start(point, keyed);
        try
        {
            while (await child.StandardOutput.ReadLineAsync(Token) is { } line)
            {
                // The runner's own colour codes may stand before it.
                if (line.IndexOf(Mark, StringComparison.Ordinal) is var at && at >= 0)
                {
                    return line[(at + Mark.Length)..];
                }
            }

            throw new InvalidOperationException("The child ended before it reached the point.");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Token);
        }
    }

    private Process Start(string point, bool keyed)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["exec", typeof(CrashTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(CallAsync_AsAChild_StopsAtThePoint)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.FullName;
        start.Environment[PointVariable] = point;
        start.Environment[KeyVariable] = keyed ? "yes" : "";
        return Process.Start(start)!;
    }

    private static Kit Replica(StateStore store, string folder, Func<IAuditLog, IAuditLog> audit, bool keyed = false, TimeProvider? clock = null) => new(
        services => services with
        {
            Time = clock ?? TimeProvider.System,
            ApprovalKey = new FileKeySource(Path.Combine(folder, "approvals.key")),
            Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs),
            Audit = audit(services.Audit),
        },
        keyed ? Some.Tool(Some.Definition("put", ToolVerb.Write) with { IdempotencyArgument = "idempotency_key" }) : Some.Write());

    private static async Task Stop(CallOutcome asked)
    {
        var line = System.Text.Encoding.UTF8.GetBytes($"{Mark}{asked.Question!.State}\n");
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(line);
        await output.FlushAsync();
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Stops where the intent of a write is recorded: the yes is spent, nothing is sent.</summary>
    private sealed class StoppingAudit(IAuditLog inner, Func<Task> stop) : IAuditLog
    {
        public async ValueTask AppendAsync(AuditEntry entry, bool durable)
        {
            await inner.AppendAsync(entry, durable);
            if (entry.Event == AuditEvents.Intent)
            {
                await stop();
            }
        }
    }

    /// <summary>Stops where the host looks at a result.</summary>
    private sealed class StoppingContent(Action stop) : IReadOnlyList<ToolContent>
    {
        public int Count
        {
            get
            {
                stop();
                return 0;
            }
        }

        public ToolContent this[int index] => throw new InvalidOperationException("There is none.");

        public IEnumerator<ToolContent> GetEnumerator() => Enumerable.Empty<ToolContent>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
