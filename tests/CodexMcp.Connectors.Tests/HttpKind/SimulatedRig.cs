using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A connector of kind http against the simulator that is made of the same manifest.</summary>
internal sealed class SimulatedRig : IAsyncDisposable
{
    private readonly ConnectorSource source;

    public SimulatedRig(ConnectorManifest manifest, bool spoil = false)
    {
        Manifest = manifest;
        var connector = manifest.Name;
        Simulator = new ManifestSimulator(connector, Manifest.Definition, TimeProvider.System);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            Simulator.WriteCredentials(writer);
            writer.WriteEndObject();
        }

        using var login = JsonDocument.Parse(stream.ToArray());
        var settings = JsonDocument.Parse("{" + string.Join(',', login.RootElement.EnumerateObject().Select(secret => $"\"{secret.Name}\":\"{(spoil ? "wrong" : secret.Value.GetString())}\"")) + "}").RootElement;
        HttpMessageHandler transport = new SimulatorHttpHandler(Simulator);
        source = new ConnectorSource(
            [new ConnectorSetup { Name = connector, Hosts = Manifest.Hosts, Settings = environment => Manifest.ResolveSettings(environment) }],
            [new HttpKindConnectorFactory(Manifest)],
            _ => new SandboxEndpoint(spoil ? new Anonymous(transport) : transport, settings),
            TimeProvider.System);
    }

    public ConnectorManifest Manifest { get; }

    public ManifestSimulator Simulator { get; }

    public IConnector Connector => source.Get(Manifest.Name, "sandbox").Connector;

    public ToolInvocation Call(string action, JsonElement arguments) => new()
    {
        CallId = "0198c0de0000700080000000000000aa",
        Role = "tester",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = Manifest.Catalog.Tools[action],
        Arguments = arguments,
        Scope = Manifest.Definition.TryGetProperty("sandbox", out var sandbox) && sandbox.TryGetProperty("scope", out var scope) ? scope : null,
        Handles = Sealer.Shared,
    };

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    /// <summary>Reads a manifest of the test's own.</summary>
    public static ConnectorManifest Load(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("thing").FullName, "connector.yaml"), yaml);
            var errors = new ConfigurationErrors();
            return ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "thing", static _ => null, errors) ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Takes the headers away that a system asks of everybody, such as the SEC's User-Agent.</summary>
    private sealed class Anonymous(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Remove("User-Agent");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
