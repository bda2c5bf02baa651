using System.Collections.Frozen;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Manifests;

/// <summary>All that was read from the folders of roles and connectors in one go, and what is wrong with it. Immutable.</summary>
public sealed record LoadedConfiguration : LoadedRoles
{
    /// <summary>The manifests that are right, by connector.</summary>
    public required FrozenDictionary<string, ConnectorManifest> Manifests { get; init; }

    /// <summary>Reads what a quick load has put off, and gives what is wrong with it. Calls that need it fail.</summary>
    public IEnumerable<ConfigurationError> PutOff() => Manifests.Values.SelectMany(static manifest => manifest.Semantic?.Errors ?? []);
}
