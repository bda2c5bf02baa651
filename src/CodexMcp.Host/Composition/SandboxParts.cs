using System.Text.Json;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.HubSpot;
using CodexMcp.Sandbox.Salesforce;
using CodexMcp.Sandbox.Snowflake;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Host.Composition;

/// <summary>The simulated systems of this process, and the way to them. Data and keys are made at the first call that needs them.</summary>
internal sealed class SandboxParts : IAsyncDisposable
{
    private readonly (string System, Lazy<IVendorSimulator> Simulator, Lazy<SandboxEndpoint> Endpoint)[] systems;

    private readonly ManifestSimulators described;

    /// <summary>Another MCP server has no simulator: in the sandbox it may run on this machine, and nowhere else.</summary>
    private readonly Lazy<SandboxEndpoint> machine = new(static () => new(ConnectorHttp.LoopbackTransport(), default));

    private SandboxParts(ManifestSimulators described)
    {
        this.described = described;
        systems = [];
    }

    /// <summary>Creates the parts.</summary>
    public SandboxParts(TimeProvider time) : this(new ManifestSimulators(time)) => systems =
    [
        Part("snowflake", () => new SnowflakeSimulator(time)),
        Part("hubspot", () => new HubSpotSimulator(time)),
        Part("salesforce", () => new SalesforceSimulator(time)),
        Part("databricks", () => new DatabricksSimulator(time)),
    ];

    /// <summary>The names of the systems that have a simulator.</summary>
    public IEnumerable<string> Systems => systems.Select(static part => part.System);

    /// <summary>A system's simulator, made when it is first asked for.</summary>
    public IVendorSimulator Simulator(string system) => Find(system)?.Simulator.Value ?? throw new ArgumentException($"The sandbox has no '{system}'.", nameof(system));

    /// <summary>Where a connector ends in the sandbox, or null for one that has no simulator.</summary>
    public SandboxEndpoint? Endpoint(string connector) => Find(connector)?.Endpoint.Value;

    /// <summary>As <see cref="Endpoint(string)"/>; a system that its manifest alone describes has its simulator from there.</summary>
    public SandboxEndpoint? Endpoint(ConnectorManifest manifest) => manifest.Kind switch
    {
        "http" => described.Endpoint(manifest),
        "mcp" => machine.Value,
        _ => Endpoint(manifest.Name),
    };

    /// <summary>The simulator of a system that its manifest alone describes.</summary>
    public IVendorSimulator Simulator(ConnectorManifest manifest) => described.Simulator(manifest);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await described.DisposeAsync().ConfigureAwait(false);
        foreach (var part in systems)
        {
            if (part.Simulator.IsValueCreated)
            {
                await part.Simulator.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static (string System, Lazy<IVendorSimulator> Simulator, Lazy<SandboxEndpoint> Endpoint) Part(string system, Func<IVendorSimulator> make)
    {
        var simulator = new Lazy<IVendorSimulator>(make);
        return (system, simulator, new(() => new(new SimulatorHttpHandler(simulator.Value), Credentials(simulator.Value))));
    }

    private (string System, Lazy<IVendorSimulator> Simulator, Lazy<SandboxEndpoint> Endpoint)? Find(string system)
    {
        foreach (var part in systems)
        {
            if (part.System == system)
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>The credentials that a connector in the same process logs in with.</summary>
    internal static JsonElement Credentials(IVendorSimulator simulator)
    {
        using var document = JsonDocument.Parse(SandboxFile.Credentials(simulator));
        return document.RootElement.Clone();
    }
}
