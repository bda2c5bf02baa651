using System.Text.Json;
using CodexMcp.Core.Catalog;

namespace CodexMcp.Connectors.Runtime;

/// <summary>What a native connector is made from.</summary>
public sealed record ConnectorSetup
{
    /// <summary>The connector's name.</summary>
    public required string Name { get; init; }

    /// <summary>The hosts that its manifest declares.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Gives the settings of an environment with every reference resolved, or null when the manifest has no such environment.</summary>
    public required Func<string, JsonElement?> Settings { get; init; }

    /// <summary>The files of its semantic catalogue.</summary>
    public Func<IReadOnlyList<JsonElement>> Semantic { get; init; } = static () => [];

    /// <summary>How its failures are met.</summary>
    public ConnectorResilience Resilience { get; init; } = new();
}

/// <summary>Where a connector ends in the sandbox.</summary>
/// <param name="Handler">The transport: a simulator in the same process or behind a socket on loopback. Its owner disposes it.</param>
/// <param name="Settings">Settings laid over the manifest's own, such as the credentials of the simulated account: a JSON object.</param>
public sealed record SandboxEndpoint(HttpMessageHandler Handler, JsonElement Settings);
