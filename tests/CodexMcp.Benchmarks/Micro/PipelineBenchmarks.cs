using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>One read through all nine stages in this process: with its record on disk, without a disk, and a call that ends at an early stage.</summary>
[Config(typeof(MicroConfig))]
public class PipelineBenchmarks
{
    private const int Concurrent = 32;

    private readonly Task[] running = new Task[Concurrent];
    private string folder = "";
    private AuditLog log = null!;
    private ToolCallPipeline audited = null!;
    private ToolCallPipeline unaudited = null!;
    private CallRequest good = null!;
    private CallRequest unknown = null!;
    private CallRequest invalid = null!;

    /// <summary>Builds the pipelines.</summary>
    [GlobalSetup]
    public void Build()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        log = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, TimeProvider.System);
        audited = new ToolCallPipeline(new PipelineServices { Connectors = new EchoConnector(), Audit = log });
        unaudited = new ToolCallPipeline(new PipelineServices { Connectors = new EchoConnector(), Audit = new NoAudit() });
        good = new()
        {
            Profile = EchoRole.Create(8),
            Principal = "local:benchmark",
            Tool = "echo_run_query",
            Arguments = JsonDocument.Parse("""{"statement":"SELECT 1 AS N"}""").RootElement,
            Client = "benchmark/1",
        };
        unknown = good with { Tool = "echo_no_such_tool" };
        invalid = good with { Arguments = JsonDocument.Parse("""{"statement":"SELECT 1 AS N","colour":"red"}""").RootElement };
    }

    /// <summary>Removes the trail.</summary>
    [GlobalCleanup]
    public async Task RemoveAsync()
    {
        await log.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A read, recorded on disk: what the pipeline adds to a call.</summary>
    [Benchmark(Baseline = true)]
    public async Task<CallOutcome> Read() => await audited.CallAsync(good, default);

    /// <summary>The same without a disk: all stages but the writing.</summary>
    [Benchmark]
    public async Task<CallOutcome> ReadWithoutDisk() => await unaudited.CallAsync(good, default);

    /// <summary>32 reads at once; the figure is for one.</summary>
    [Benchmark(OperationsPerInvoke = Concurrent)]
    public async Task ReadConcurrently()
    {
        for (var index = 0; index < running.Length; index++)
        {
            running[index] = Task.Run(async () => await audited.CallAsync(good, default));
        }

        await Task.WhenAll(running);
    }

    /// <summary>Ends at stage 1.</summary>
    [Benchmark]
    public async Task<CallOutcome> UnknownTool() => await unaudited.CallAsync(unknown, default);

    /// <summary>Ends at stage 2, with its sentence.</summary>
    [Benchmark]
    public async Task<CallOutcome> InvalidArguments() => await unaudited.CallAsync(invalid, default);

    private sealed class NoAudit : IAuditLog
    {
        public ValueTask AppendAsync(AuditEntry entry, bool durable) => default;
    }
}
