using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Connectors.McpKind.Upstream;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Execution;

namespace CodexMcp.Host.Composition;

/// <summary>
/// The connectors of the configuration that runs. A new configuration brings new ones; the old live on for the calls that are under
/// way, until the process ends.
/// </summary>
internal sealed class LiveConnectors(IReadOnlyList<IConnectorFactory> more, Action<string, Quarantine> report, UpstreamNews news, ILoginStore logins, TimeProvider time) : IConnectorSource, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<ConnectorSource> all = [];
    private readonly UpstreamPool upstreams = new();
    private volatile ConnectorSource? current;

    /// <summary>Calls go to these connectors from now on; each is made when a call first needs it.</summary>
    public void Use(LoadedConfiguration loaded, Func<string, SandboxEndpoint?> sandbox)
    {
        var source = new ConnectorSource(
            loaded.Manifests.Values.Select(manifest => new ConnectorSetup
            {
                Name = manifest.Name,
                Hosts = manifest.Hosts,
                Semantic = () => manifest.Semantic?.Documents ?? [],
                Settings = environment => manifest.Environments.Contains(environment) ? manifest.ResolveSettings(environment) : null,
                Resilience = manifest.Catalog.Resilience,
            }),
            [.. ShippedConnectors.All, .. Described(loaded), .. more],
            sandbox,
            time);
        lock (gate)
        {
            all.Add(source);
            current = source;
        }
    }

    // Those that their manifest alone describes.
    private IEnumerable<IConnectorFactory> Described(LoadedConfiguration loaded)
    {
        foreach (var manifest in loaded.Manifests.Values)
        {
            switch (manifest.Kind)
            {
                case "http":
                    yield return new HttpKindConnectorFactory(manifest, logins);
                    break;
                case "mcp":
                    yield return new McpKindConnectorFactory(manifest, upstreams, found => report(manifest.Name, found), news, logins);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public RunningConnector Get(string connector, string environment) =>
        (current ?? throw new ConnectorException(ConnectorFailure.Configuration, "No connector is loaded.", "Ask an operator to look at the host's log."))
        .Get(connector, environment);

    /// <summary>Nobody wants to hear of a resource any more.</summary>
    public void Unwatch(string uri) => upstreams.Unwatch(uri);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await upstreams.DisposeAsync().ConfigureAwait(false);
        foreach (var source in all)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
