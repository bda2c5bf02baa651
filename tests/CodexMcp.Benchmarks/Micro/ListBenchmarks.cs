using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>tools/list as a role grows: describing the tools (once per profile) and writing one page.</summary>
[Config(typeof(MicroConfig))]
public class ListBenchmarks
{
    private RoleProfile profile = null!;
    private ToolPages pages = null!;

    /// <summary>How many tools the role has.</summary>
    [Params(10, 100, 1000)]
    public int Tools { get; set; }

    /// <summary>Makes the role.</summary>
    [GlobalSetup]
    public void Create()
    {
        profile = EchoRole.Create(Tools);
        pages = new ToolPages(profile);
    }

    /// <summary>Describes all tools.</summary>
    [Benchmark]
    public object Describe() => new ToolPages(profile);

    /// <summary>Gives and writes the first page.</summary>
    [Benchmark]
    public int FirstPage() => JsonSerializer.SerializeToUtf8Bytes(pages.Get(null), McpJsonUtilities.GetTypeInfo<ListToolsResult>(McpJsonUtilities.DefaultOptions)).Length;
}
