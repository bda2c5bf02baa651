using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CodexMcp.Benchmarks;

/// <summary>Times and allocations, in this process: a generated project would meet the lock files and analyzers of the repository.</summary>
internal sealed class MicroConfig : ManualConfig
{
    public MicroConfig()
    {
        // A dry run calls each benchmark once: it shows that all of them still run, and measures nothing.
        var job = Environment.GetEnvironmentVariable("BENCHMARKS_DRY") == "1" ? Job.Dry : Job.ShortRun;
        AddJob(job.WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
