using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>The repository's own roles and connectors.</summary>
internal static class Shipped
{
    internal static string Roles => Path.Combine(Repository.Root, "roles");

    internal static string Connectors => Path.Combine(Repository.Root, "connectors");

    internal static LoadedConfiguration Load(string? role) => ConfigurationLoader.Load(Roles, Connectors, role, static _ => null);
}
