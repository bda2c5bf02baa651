using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Abstractions;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Switches;
using CodexMcp.Storage;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>
/// What approvals cost: nothing to calls that need none, with kill switches watched or not; and to those that do, over SQLite, the asking and the answered
/// call. The audit is left out, so that the bookkeeping stands alone.
/// </summary>
[Config(typeof(MicroConfig))]
public class ApprovalBenchmarks
{
    private string folder = "";
    private StateStore store = null!;
    private ToolCallPipeline plain = null!;
    private ToolCallPipeline watched = null!;
    private CallRequest read = null!;
    private CallRequest write = null!;
    private CallRequest reviewed = null!;
    private long number;

    /// <summary>Builds the pipelines over a store that has seen 1,000 approvals.</summary>
    [GlobalSetup]
    public async Task BuildAsync()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        store = StateStore.Sqlite(folder, TimeProvider.System);
        var board = new SwitchBoard(() => store.MayHold, () => store.Switches, TimeProvider.System);
        var services = new PipelineServices
        {
            Connectors = new EchoConnector(),
            Audit = new NoAudit(),
            Stores = () => new(store.Approvals, store.Writes, store.Kept, store.Costs),
            Reviewers = new AsVoted(),
            Approvals = new() { Questions = new(500_000_000, TimeSpan.FromMinutes(10)) },
        };
        plain = new(services);
        watched = new(services with { Switches = board });
        var role = EchoRole.Create(8);
        read = new()
        {
            Profile = role,
            Principal = "local:benchmark",
            Tool = "echo_run_query",
            Arguments = JsonDocument.Parse("""{"statement":"SELECT 1 AS N"}""").RootElement,
            CanAsk = true,
        };
        write = read with { Profile = With(role, ApprovalMode.Prompt) };
        reviewed = read with { Profile = With(role, ApprovalMode.Review) };
        for (var index = 0; index < 1_000; index++)
        {
            await watched.CallAsync(Next(reviewed), default);
        }
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public async Task RemoveAsync()
    {
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A read with nothing to ask about, no switches watched.</summary>
    [Benchmark(Baseline = true)]
    public async Task<CallOutcome> NeedsNone() => await plain.CallAsync(read, default);

    /// <summary>The same while kill switches are watched in a store that is in use.</summary>
    [Benchmark]
    public async Task<CallOutcome> NeedsNoneSwitchesWatched() => await watched.CallAsync(read, default);

    /// <summary>A call that asks the person at the client: kept before it is shown.</summary>
    [Benchmark]
    public async Task<CallOutcome> Asks() => await watched.CallAsync(Next(write), default);

    /// <summary>The whole of a question: asked, answered, spent, run.</summary>
    [Benchmark]
    public async Task<CallOutcome> AsksAndRuns()
    {
        var request = Next(write);
        var asked = await watched.CallAsync(request, default);
        return Require(await watched.CallAsync(request with { Reply = new(asked.Question!.State, ApprovalAction.Accept, Yes) }, default));
    }

    /// <summary>A call that waits for reviewers, made again: its ticket is found.</summary>
    [Benchmark]
    public async Task<CallOutcome> WaitsForReview() => await watched.CallAsync(reviewed with { Arguments = First }, default);

    /// <summary>The whole of a review: asked, voted, spent, run.</summary>
    [Benchmark]
    public async Task<CallOutcome> ReviewedAndRuns()
    {
        var request = Next(reviewed);
        var asked = await watched.CallAsync(request, default);
        await store.Approvals.VoteAsync(
            asked.CallId,
            new() { Approver = "key:carol", Credential = "cmk_c", Approves = true, Groups = ["revops"], At = TimeProvider.System.GetUtcNow() },
            ReviewCount.Decide,
            default);
        return Require(await watched.CallAsync(request, default));
    }

    private static readonly JsonElement Yes = JsonDocument.Parse("""{"decision":"approve"}""").RootElement;

    private static readonly JsonElement First = JsonDocument.Parse("""{"statement":"SELECT 1 AS N"}""").RootElement;

    private CallRequest Next(CallRequest request) =>
        request with { Arguments = JsonDocument.Parse($$"""{"statement":"SELECT {{++number}} AS N"}""").RootElement };

    private static CallOutcome Require(CallOutcome outcome) => outcome.IsError ? throw new InvalidOperationException(outcome.Text) : outcome;

    private static RoleProfile With(RoleProfile role, ApprovalMode mode) => role with
    {
        Tools =
        [
            .. role.Tools.Select(tool => new RoleTool(tool.Definition with { Verb = ToolVerb.Write, Idempotent = false })
            {
                Mode = mode,
                ListedAt = tool.ListedAt,
                ModeAt = tool.ModeAt,
                Timeout = tool.Timeout,
                Reviewers = [new("revops", 1)],
            }),
        ],
    };

    private sealed class NoAudit : IAuditLog
    {
        public ValueTask AppendAsync(AuditEntry entry, bool durable) => default;
    }

    private sealed class AsVoted : IReviewers
    {
        public ValueTask<IReadOnlyList<string>> GroupsAsync(Vote vote, IReadOnlyList<string> among, CancellationToken cancellationToken) => new(vote.Groups);
    }
}
