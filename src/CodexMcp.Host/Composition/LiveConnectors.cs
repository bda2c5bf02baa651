using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics;
using CodexMcp.Connectors.Databricks;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HubSpot;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.PrPolicy;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Connectors.Sales;
using CodexMcp.Connectors.Salesforce;
using CodexMcp.Connectors.Snowflake;
using CodexMcp.Core.Execution;

namespace CodexMcp.Host.Composition;

/// <summary>
/// The connectors of the configuration that runs. A new configuration brings new ones; the old live on for the calls that are under
/// way, until the process ends.
/// </summary>
internal sealed class LiveConnectors(IReadOnlyList<IConnectorFactory> more, TimeProvider time) : IConnectorSource, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<ConnectorSource> all = [];
    private volatile ConnectorSource? current;

    /// <summary>Calls go to these connectors from now on; each is made when a call first needs it.</summary>
    public void Use(LoadedConfiguration loaded, Func<string, SandboxEndpoint?> sandbox)
    {
        var source = new ConnectorSource(
            loaded.Manifests.Values.Select(manifest => new ConnectorSetup
            {
                Name = manifest.Name,
                Hosts = manifest.Hosts,
                Semantic = manifest.Semantic,
                Settings = environment => manifest.Environments.Contains(environment) ? manifest.ResolveSettings(environment) : null,
                Resilience = manifest.Catalog.Resilience,
            }),
            [
                new SnowflakeConnectorFactory(), new SalesforceConnectorFactory(), new HubSpotConnectorFactory(), new SalesConnectorFactory(),
                new AnalyticsConnectorFactory(), new PrPolicyConnectorFactory(), new DatabricksConnectorFactory(),
                .. Described(loaded), .. more,
            ],
            sandbox,
            time);
        lock (gate)
        {
            all.Add(source);
            current = source;
        }
    }

    // Those that their manifest alone describes.
    private static IEnumerable<IConnectorFactory> Described(LoadedConfiguration loaded) =>
        loaded.Manifests.Values.Where(static manifest => manifest.Kind == "http").Select(static manifest => new HttpKindConnectorFactory(manifest));

    /// <inheritdoc/>
    public RunningConnector Get(string connector, string environment) =>
        (current ?? throw new ConnectorException(ConnectorFailure.Configuration, "No connector is loaded.", "Ask an operator to look at the host's log."))
        .Get(connector, environment);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in all)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
