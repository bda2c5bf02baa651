using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Execution;

namespace CodexMcp.Connectors.Runtime;

/// <summary>
/// Makes each connector when a call first needs it, once for each environment. In the sandbox its HTTP ends at the simulator that the host
/// supplies and can't leave the machine; in production it reaches the manifest's hosts and nothing else.
/// </summary>
public sealed class ConnectorSource : IConnectorSource, IAsyncDisposable
{
    private const string AskOperator = "Ask an operator to run `codex-mcp doctor` and to check the connector's connector.yaml.";
    private readonly FrozenDictionary<string, ConnectorSetup> setups;
    private readonly FrozenDictionary<string, IConnectorFactory> factories;
    private readonly Func<string, SandboxEndpoint?> sandbox;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<(string Connector, string Environment), Lazy<Made>> made = new();

    /// <summary>Creates the source; nothing is made yet.</summary>
    /// <param name="setups">The connectors of the loaded manifests.</param>
    /// <param name="factories">The native connectors that ship.</param>
    /// <param name="sandbox">Gives a connector's simulator, or null when there is none. Called at the first sandbox call of a connector.</param>
    /// <param name="time">The clock.</param>
    public ConnectorSource(IEnumerable<ConnectorSetup> setups, IEnumerable<IConnectorFactory> factories, Func<string, SandboxEndpoint?> sandbox, TimeProvider time)
    {
        this.setups = setups.ToFrozenDictionary(static setup => setup.Name, StringComparer.Ordinal);
        this.factories = factories.ToFrozenDictionary(static factory => factory.Name, StringComparer.Ordinal);
        this.sandbox = sandbox;
        this.time = time;
    }

    private sealed record Made(RunningConnector Running, HttpClient Http);

    /// <inheritdoc/>
    public RunningConnector Get(string connector, string environment)
    {
        var key = (connector, environment);
        var lazy = made.GetOrAdd(key, static (key, source) => new Lazy<Made>(() => source.Make(key.Connector, key.Environment)), this);
        try
        {
            return lazy.Value.Running;
        }
        catch
        {
            // A connector that could not be made is tried again at the next call: its credential file may be there by then.
            made.TryRemove(new KeyValuePair<(string, string), Lazy<Made>>(key, lazy));
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lazy in made.Values)
        {
            if (lazy.IsValueCreated)
            {
                await lazy.Value.Running.Connector.DisposeAsync().ConfigureAwait(false);
                lazy.Value.Http.Dispose();
            }
        }
    }

    private Made Make(string connector, string environment)
    {
        if (!setups.TryGetValue(connector, out var setup) || !factories.TryGetValue(connector, out var factory))
        {
            throw Wrong($"There is no running connector named {connector}.");
        }

        HttpClient? http = null;
        try
        {
            var settings = setup.Settings(environment) ?? throw Wrong($"The connector {connector} has no environment {environment}.");
            // Without hosts there is nothing to simulate: its client reaches nothing.
            (http, settings) = environment == "sandbox" && setup.Hosts.Count > 0 ? Sandboxed(setup, settings) : (Production(setup, settings), settings);
            var running = factory.Create(new ConnectorContext { Environment = environment, Settings = settings, Http = http, Time = time, Semantic = setup.Semantic });
            return new Made(new RunningConnector(running, setup.Resilience), http);
        }
        catch (Exception exception)
        {
            http?.Dispose();
            // The reason may quote a setting: it goes to the log with the inner exception, not to the agent.
            throw exception as ConnectorException ?? Wrong($"The connector {connector} can't be started in {environment}.", exception);
        }
    }

    private (HttpClient Http, JsonElement Settings) Sandboxed(ConnectorSetup setup, JsonElement settings)
    {
        var endpoint = sandbox(setup.Name) ?? throw Wrong($"The connector {setup.Name} has no simulator, so it can't run in the sandbox.");
        // The transport is the simulator itself, shared by all: the client must not dispose it.
        var http = ConnectorHttp.Create(new ConnectorHttpOptions { Hosts = new HostAllowlist(setup.Hosts, loopback: true) }, new Shared(endpoint.Handler));
        return (http, JsonOverlay.Merge(settings, endpoint.Settings));
    }

    private static HttpClient Production(ConnectorSetup setup, JsonElement settings) => ConnectorHttp.Create(new ConnectorHttpOptions
    {
        Hosts = new HostAllowlist(setup.Hosts, loopback: false),
        AllowPrivateAddresses = settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("private_network", out var allowed)
            && allowed.ValueKind == JsonValueKind.True,
    });

    private static ConnectorException Wrong(string message, Exception? inner = null) =>
        new(ConnectorFailure.Configuration, message, AskOperator, inner: inner);

    private sealed class Shared(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override void Dispose(bool disposing)
        {
            // The simulator's owner disposes it.
        }
    }
}
