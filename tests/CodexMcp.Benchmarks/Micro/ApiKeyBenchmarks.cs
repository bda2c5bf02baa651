using BenchmarkDotNet.Attributes;
using CodexMcp.Core.Access;
using CodexMcp.Storage;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>An API key, looked up in the store on each request so that a revocation counts from the next one on.</summary>
[Config(typeof(MicroConfig))]
public class ApiKeyBenchmarks
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-bench-").FullName;
    private StateStore store = null!;
    private ApiKeys keys = null!;
    private string text = "";

    /// <summary>Makes a key among a hundred.</summary>
    [GlobalSetup]
    public async Task CreateAsync()
    {
        store = StateStore.Sqlite(folder, TimeProvider.System);
        keys = new(store.ApiKeys, TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            text = (await keys.CreateAsync(new() { Principal = $"agent-{i}", Roles = ["sales"] }, CancellationToken.None)).Text;
        }
    }

    /// <summary>Ends the store.</summary>
    [GlobalCleanup]
    public async Task EndAsync()
    {
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A good key.</summary>
    [Benchmark]
    public async Task<bool> Verify() => await keys.VerifyAsync(text, ApiKeyKind.Agent, CancellationToken.None) is not null;
}
