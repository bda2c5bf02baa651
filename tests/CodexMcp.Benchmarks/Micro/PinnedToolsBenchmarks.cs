using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CodexMcp.BareServer;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Canonical;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>Another server's tools, pinned: reading the manifest and the pins, and listing what they define. The server is not asked.</summary>
[Config(typeof(MicroConfig))]
public class PinnedToolsBenchmarks
{
    private DirectoryInfo folder = null!;

    /// <summary>How many tools are pinned.</summary>
    [Params(1, 100)]
    public int Tools { get; set; }

    /// <summary>Writes the manifest and the pins.</summary>
    [GlobalSetup]
    public void Create()
    {
        folder = Directory.CreateTempSubdirectory("codex-mcp-bench-");
        var home = Directory.CreateDirectory(Path.Combine(folder.FullName, "echo")).FullName;
        var names = Enumerable.Range(0, Tools).Select(static index => $"run_query_{index}").ToList();
        File.WriteAllText(Path.Combine(home, "connector.yaml"), $$"""
            connector: echo
            kind: mcp
            version: 1.0.0
            title: Echo
            description: Answers every call with the same small table.
            hosts: []
            environments: { sandbox: { settings: {} } }
            upstream: { command: echo-server }
            tools:
            {{string.Concat(names.Select(static name => $"  {name}: {{ verb: read }}\n"))}}
            """);
        var pins = names.Select(static name =>
        {
            var definition = $$"""{"name":"{{name}}","description":"Runs one read-only statement on the synthetic warehouse.","inputSchema":{{BareTools.InputSchema}},"outputSchema":{{BareTools.OutputSchema}}}""";
            return $$"""{"kind":"tool","hash":"{{CanonicalJson.Sha256Hex(JsonDocument.Parse(definition).RootElement)}}","definition":{{definition}}}""";
        });
        File.WriteAllText(Path.Combine(home, "pins.json"), $$"""{"format":1,"definitions":[{{string.Join(',', pins)}}]}""");
    }

    /// <summary>Takes them away.</summary>
    [GlobalCleanup]
    public void Delete() => folder.Delete(recursive: true);

    /// <summary>Loads and lists.</summary>
    [Benchmark]
    public int LoadAndList()
    {
        var errors = new ConfigurationErrors();
        var manifest = ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "echo", static _ => null, errors)!;
        var role = EchoRole.Of(manifest.Catalog.Tools.Values.Where(static tool => tool.Withheld is null).Select(EchoRole.Listed));
        return role.Tools.Count != Tools
            ? throw new InvalidOperationException("A pinned tool is withheld.")
            : JsonSerializer.SerializeToUtf8Bytes(new ToolPages(role).Get(null), McpJsonUtilities.GetTypeInfo<ListToolsResult>(McpJsonUtilities.DefaultOptions)).Length;
    }
}
