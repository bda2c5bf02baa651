using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Costs;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Limits;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Switches;
using CodexMcp.Core.Untrusted;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>What each stage of the pipeline costs a read, one by one, in the order of the pipeline.</summary>
[Config(typeof(MicroConfig))]
public class StageBenchmarks
{
    private string folder = "";
    private AuditLog log = null!;
    private ResolveStage resolve = null!;
    private ValidateStage validate = null!;
    private LimitStage limit = null!;
    private GuardStage guard = null!;
    private ApproveStage approve = null!;
    private ExecuteStage execute = null!;
    private CheckStage check = null!;
    private RedactStage redact = null!;
    private RecordStage record = null!;
    private ToolCall call = null!;

    /// <summary>Builds the stages and takes one call through them, so that each finds what it needs.</summary>
    [GlobalSetup]
    public async Task BuildAsync()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        log = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, TimeProvider.System);
        var services = new PipelineServices { Connectors = new EchoConnector(), Audit = log };
        var (time, logger, redactor) = (services.Time, NullLogger.Instance, new Redactor());
        var stores = new Lazy<CallStores>(services.Stores);
        var ledger = new ApprovalLedger(time, services.Approvals);
        var tickets = new ApprovalTickets(services.ApprovalKey, time, services.Approvals);
        var ambiguous = new AmbiguousWrites(stores, time, services.Approvals, logger);
        record = new RecordStage(log, time, redactor, logger);
        resolve = new ResolveStage();
        validate = new ValidateStage();
        limit = new LimitStage(new PrincipalRegistry(time), tickets, ledger);
        guard = new GuardStage(services.Connectors, services.Guards, new HandleSealer(services.HandleKey), static call => new InnerCalls(call, static (_, _, _) => throw new NotSupportedException()), new OutsideGuard(new WorkUnits(time)), redactor, time);
        var rendering = new CallRendering(redactor, time, logger);
        var reviews = new ReviewGate(stores, ledger, rendering, record, services.Reviewers, services.Approvals, time);
        approve = new ApproveStage(stores, tickets, ledger, rendering, reviews, record, services.Approvals, time);
        execute = new ExecuteStage(time, new ConnectorGates(time), new SwitchGate(null), new QuotaGate(time), new CostGate(stores, time), new IdempotencyKeys(stores, ambiguous, time, logger), new Spending(stores, ledger, ambiguous, time), ambiguous, record, redactor, logger);
        check = new CheckStage(logger);
        redact = new RedactStage(redactor);

        var request = new CallRequest
        {
            Profile = EchoRole.Create(8),
            Principal = "local:benchmark",
            Tool = "echo_run_query",
            Arguments = JsonDocument.Parse("""{"statement":"SELECT 1 AS N"}""").RootElement,
            Client = "benchmark/1",
        };
        call = new ToolCall(request, Guid.CreateVersion7().ToString("N"), time.GetTimestamp());
        Passed(Resolve());
        Passed(Validate());
        Passed(Limit());
        Passed(await Guard());
        Passed(await Approve());
        Passed(await Execute());
        Passed(Check());
        Passed(Redact());
    }

    /// <summary>Removes the trail.</summary>
    [GlobalCleanup]
    public async Task RemoveAsync()
    {
        await log.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Stage 1.</summary>
    [Benchmark]
    public object? Resolve() => resolve.Check(call);

    /// <summary>Stage 2: bounds, schema.</summary>
    [Benchmark]
    public object? Validate() => validate.Check(call);

    /// <summary>Stage 3: a permit and a place, which is given back.</summary>
    [Benchmark]
    public object? Limit()
    {
        var rejection = limit.Check(call);
        call.Lease?.Release();
        return rejection;
    }

    /// <summary>Stage 4, without a guard of the connector's own: what SQL costs is in <see cref="SqlGuardBenchmarks"/>.</summary>
    [Benchmark]
    public async Task<object?> Guard() => guard.Connect(call) ?? await guard.CheckAsync(call, default);

    /// <summary>Stage 5: a read that is not asked for.</summary>
    [Benchmark]
    public async Task<object?> Approve() => await approve.CheckAsync(call);

    /// <summary>Stage 6: bulkhead, retry, breaker, time-outs around a connector that answers at once.</summary>
    [Benchmark]
    public async Task<object?> Execute() => await execute.RunAsync(call, default);

    /// <summary>Stage 7: the output schema.</summary>
    [Benchmark]
    public object? Check() => check.Check(call);

    /// <summary>Stage 8: a small clean result.</summary>
    [Benchmark]
    public object? Redact() => redact.Check(call);

    /// <summary>Stage 9: the arguments' hash and the record, written to disk.</summary>
    [Benchmark]
    public async Task<object?> Record()
    {
        // Set anew, so that each round hashes them as each call does.
        call.Arguments = call.Request.Arguments;
        return await record.CloseAsync(call, null);
    }

    private static void Passed(object? rejection)
    {
        if (rejection is not null)
        {
            throw new InvalidOperationException($"A stage refused the call: {rejection}");
        }
    }
}
