using CodexMcp.Connectors.Manifests;

namespace CodexMcp.Connectors.Tests.Manifests;

/// <summary>The repository's own roles and connectors.</summary>
internal static class Shipped
{
    internal static string Root { get; } = FindRoot();

    internal static string Roles => Path.Combine(Root, "roles");

    internal static string Connectors => Path.Combine(Root, "connectors");

    internal static LoadedConfiguration Load(string? role) => ConfigurationLoader.Load(Roles, Connectors, role, static _ => null);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CodexMcp.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
