using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Host.Composition;

/// <summary>
/// The simulators of systems that their manifests alone describe, each made at its first call. One lives on, with what was written, until its manifest
/// changes.
/// </summary>
internal sealed class ManifestSimulators(TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Made> made = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Made> all = [];

    /// <summary>Where the connector ends in the sandbox.</summary>
    public SandboxEndpoint Endpoint(ConnectorManifest manifest) => Of(manifest).Endpoint.Value;

    /// <summary>The simulator itself.</summary>
    public IVendorSimulator Simulator(ConnectorManifest manifest) => Of(manifest).Simulator.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in all)
        {
            if (part.Simulator.IsValueCreated)
            {
                await part.Simulator.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Made Of(ConnectorManifest manifest) => made.AddOrUpdate(
        manifest.Name,
        static (_, state) => state.Self.Make(state.manifest),
        static (_, there, state) => IsSame(there.Manifest, state.manifest) ? there : state.Self.Make(state.manifest),
        (Self: this, manifest));

    private Made Make(ConnectorManifest manifest)
    {
        var simulator = new Lazy<IVendorSimulator>(() => new ManifestSimulator(manifest.Name, manifest.Definition, time));
        var part = new Made(manifest, simulator, new(() => new(new SimulatorHttpHandler(simulator.Value), SandboxParts.Credentials(simulator.Value))));
        all.Add(part);
        return part;
    }

    private static bool IsSame(ConnectorManifest left, ConnectorManifest right) => ReferenceEquals(left, right)
        || JsonMarshal.GetRawUtf8Value(left.Definition).SequenceEqual(JsonMarshal.GetRawUtf8Value(right.Definition));

    private sealed record Made(ConnectorManifest Manifest, Lazy<IVendorSimulator> Simulator, Lazy<SandboxEndpoint> Endpoint);
}
