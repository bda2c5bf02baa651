using System.Text.Json;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>A connector's manifest as it runs. Settings are resolved when a call first needs the connector; nothing secret is read before.</summary>
public sealed class ConnectorManifest
{
    private readonly ManifestSettings settings;

    internal ConnectorManifest(ManifestSettings settings) => this.settings = settings;

    /// <summary>The connector's name: that of its folder.</summary>
    public string Name => Catalog.Name;

    /// <summary>What kind it is: <c>http</c>, <c>native</c> or <c>mcp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The version that its author wrote.</summary>
    public required string Version { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public required string Description { get; init; }

    /// <summary>The only hosts that it may call: whole names, or <c>*.</c> and a domain, in lower case.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The connector as roles see it, with its tools and how its failures are met.</summary>
    public required CatalogConnector Catalog { get; init; }

    /// <summary>The files of the folder <c>semantic</c> beside it: what the views mean that it reads. Null for kinds that have none.</summary>
    public Semantic.SemanticFiles? Semantic { get; init; }

    /// <summary>The whole file as JSON, references unresolved. One of kind <c>http</c> says in it all that the connector and its simulator do.</summary>
    public JsonElement Definition => settings.Definition;

    /// <summary>What a manifest of kind <c>mcp</c> says of its server; null for others.</summary>
    internal McpKind.UpstreamManifest? Upstream { get; init; }

    /// <summary>The environments it has settings for.</summary>
    public IReadOnlyList<string> Environments => settings.Environments;

    /// <summary>Notes what is missing for an environment, without reading a secret: no settings, a variable that is not set, a file that is not there.</summary>
    /// <param name="environment"><c>sandbox</c> or <c>production</c>.</param>
    /// <param name="at">Where the environment was chosen.</param>
    /// <param name="errors">Takes the errors.</param>
    public void CheckEnvironment(string environment, SourceLocation at, ConfigurationErrors errors) => settings.Check(environment, at, errors);

    /// <summary>Gives the place of a tool's name.</summary>
    public SourceLocation ToolLocation(string action) => settings.ToolLocation(action);

    /// <summary>Gives the settings of an environment, every <c>${env:…}</c> and <c>${file:…}</c> resolved now: a JSON object.</summary>
    /// <exception cref="ConfigurationException">There are none, or a reference can't be resolved; no value is shown.</exception>
    public JsonElement ResolveSettings(string environment) => settings.Resolve(environment);
}
