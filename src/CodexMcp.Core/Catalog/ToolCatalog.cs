using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Catalog;

/// <summary>All loaded connectors with their tools: what role files may name.</summary>
public sealed class ToolCatalog(IEnumerable<CatalogConnector> connectors)
{
    /// <summary>The connectors by name.</summary>
    public FrozenDictionary<string, CatalogConnector> Connectors { get; } =
        connectors.ToFrozenDictionary(connector => connector.Name, StringComparer.Ordinal);
}

/// <summary>One connector as roles see it.</summary>
public sealed record CatalogConnector
{
    /// <summary>The name: that of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Where its manifest begins.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>Its tools by action.</summary>
    public required FrozenDictionary<string, ToolDefinition> Tools { get; init; }

    /// <summary>Its prompts by name.</summary>
    public FrozenDictionary<string, ToolDefinition> Prompts { get; init; } = FrozenDictionary<string, ToolDefinition>.Empty;

    /// <summary>Its resources by name.</summary>
    public FrozenDictionary<string, ToolDefinition> Resources { get; init; } = FrozenDictionary<string, ToolDefinition>.Empty;

    /// <summary>JSON Schema of the <c>scope</c> that a role may set on it; null when it knows none.</summary>
    public JsonElement? ScopeSchema { get; init; }

    /// <summary>Whether it is another MCP server: it may ask a client something only where the role lets it.</summary>
    public bool IsUpstream { get; init; }

    /// <summary>How its failures are met.</summary>
    public ConnectorResilience Resilience { get; init; } = new();
}

/// <summary>How a connector's failures are met: bounds for retries, the bulkhead and the circuit breaker.</summary>
public sealed record ConnectorResilience
{
    /// <summary>Repeats after the first attempt, for reads and idempotent writes only: 0 to 10.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The longest that one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls that may run in the connector at once; more are turned away, not queued without end.</summary>
    public int MaxConcurrency { get; init; } = 32;

    /// <summary>The share of failures in <see cref="BreakerWindow"/> that opens the circuit: above 0, at most 1.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>Calls in the window below which the circuit stays closed.</summary>
    public int BreakerMinimumCalls { get; init; } = 10;

    /// <summary>The window the breaker looks at.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit stays open.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(15);
}
