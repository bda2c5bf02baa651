using System.Collections.Frozen;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Manifests;

/// <summary>All that was read from the folders of roles and connectors in one go, and what is wrong with it. Immutable.</summary>
public sealed record LoadedConfiguration : LoadedRoles
{
    /// <summary>The manifests that are right, by connector.</summary>
    public required FrozenDictionary<string, ConnectorManifest> Manifests { get; init; }
}
