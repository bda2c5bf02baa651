using BenchmarkDotNet.Attributes;
using CodexMcp.Core.Audit;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>One audit record: kept by the kernel, durable alone, and durable while others wait for the same fsync.</summary>
[Config(typeof(MicroConfig))]
public class AuditBenchmarks
{
    private const int Sharing = 32;

    private readonly AuditEntry entry = new()
    {
        Event = AuditEvents.Finished,
        CallId = Guid.CreateVersion7().ToString("N"),
        Role = "echo",
        Revision = new string('0', 64),
        Principal = "local:somebody",
        Client = "codex-mcp-client/0.169.0",
        Environment = "sandbox",
        Tool = "echo_run_query",
        Verb = "read",
        ArgumentsHash = new string('0', 64),
        Outcome = "succeeded",
        DurationMicroseconds = 1234,
    };

    private readonly Task[] waiting = new Task[Sharing];
    private AuditLog log = null!;
    private string folder = "";

    /// <summary>Opens a trail in a new folder.</summary>
    [GlobalSetup]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
        log = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, TimeProvider.System);
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await log.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A read's record: survives the process.</summary>
    [Benchmark(Baseline = true)]
    public async Task Append() => await log.AppendAsync(entry, durable: false);

    /// <summary>A write's intent, alone: survives the machine.</summary>
    [Benchmark]
    public async Task AppendDurable() => await log.AppendAsync(entry, durable: true);

    /// <summary>The same for 32 calls at once; the figure is for one.</summary>
    [Benchmark(OperationsPerInvoke = Sharing)]
    public async Task AppendDurableShared()
    {
        for (var index = 0; index < waiting.Length; index++)
        {
            waiting[index] = Task.Run(async () => await log.AppendAsync(entry, durable: true));
        }

        await Task.WhenAll(waiting);
    }
}
