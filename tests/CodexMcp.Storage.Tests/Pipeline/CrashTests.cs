using System.Diagnostics;
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
    private const string Mark = "the-state-is ";
    private const string Arguments = """{"id":"001"}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codexmcp-crash-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory(Timeout = 120_000)]
    [InlineData("intent")]
    [InlineData("execute")]
    public async Task CallAsync_KilledAfterTheYesWasSpent_NeverRunsAgainAndIsReported(string point)
    {
        using var child = Start(point);
        string state;
        try
        {
            while (await child.StandardOutput.ReadLineAsync(Token) is { } line)
            {
                // The runner's own colour codes may stand before it.
                if (line.IndexOf(Mark, StringComparison.Ordinal) is var at && at >= 0)
                {
                    state = line[(at + Mark.Length)..];
                    goto Reached;
                }
            }

            throw new InvalidOperationException("The child ended before it reached the point.");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Token);
        }

    Reached:
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
        var kit = Replica(store, path, audit => point == "intent" ? new StoppingAudit(audit, () => Stop(asked!)) : audit);
        kit.Connector.OnExecute = async (_, _) =>
        {
            await Stop(asked!);
            throw new InvalidOperationException("The child was not killed.");
        };
        asked = await kit.CallAsync("fake_put", Arguments, cancellationToken: Token);
        await kit.CallAsync("fake_put", Arguments, reply: Kit.Yes(asked), cancellationToken: Token);
    }

    private Process Start(string point)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["exec", typeof(CrashTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(CallAsync_AsAChild_StopsAtThePoint)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.FullName;
        start.Environment[PointVariable] = point;
        return Process.Start(start)!;
    }

    private static Kit Replica(StateStore store, string folder, Func<IAuditLog, IAuditLog> audit) => new(
        services => services with
        {
            Time = TimeProvider.System,
            ApprovalKey = new FileKeySource(Path.Combine(folder, "approvals.key")),
            Stores = () => new(store.Approvals, store.Writes),
            Audit = audit(services.Audit),
        },
        Some.Write());

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
}
