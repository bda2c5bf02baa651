using System.Collections.Frozen;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Reads roles and connectors from their folders. Bad content never throws: every error of every file is in the result.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads one role, or all.</summary>
    /// <param name="rolesDirectory">The folder <c>roles</c>.</param>
    /// <param name="connectorsDirectory">The folder <c>connectors</c>.</param>
    /// <param name="role">The role; only <c>groups.yaml</c>, its folder and the manifests of connectors that it names are read. Null loads all there is.</param>
    /// <param name="variable">Gives an environment variable; null stands for those of the process.</param>
    /// <param name="quarantine">Gives what was found changed at the server of a connector of kind <c>mcp</c>; null for nothing.</param>
    /// <param name="quick">Whether semantic catalogues wait until <see cref="LoadedConfiguration.PutOff"/> or a call asks for them: no list of tools needs one.</param>
    public static LoadedConfiguration Load(
        string rolesDirectory, string connectorsDirectory, string? role, Func<string, string?>? variable = null, Func<string, Quarantine>? quarantine = null, bool quick = false)
    {
        variable ??= Environment.GetEnvironmentVariable;
        var errors = new ConfigurationErrors();
        var roles = ConfigurationFolder.Open(rolesDirectory);
        var connectors = ConfigurationFolder.Open(connectorsDirectory);
        var groups = GroupsLoader.Load(roles, errors);
        var files = Files(roles, role, variable, errors);
        var known = connectors.Folders();
        var manifests = new Dictionary<string, ConnectorManifest>(StringComparer.Ordinal);
        foreach (var name in known.Where(name => role is null || IsNamed(name, files)))
        {
            if (ManifestLoader.Load(connectors, name, variable, errors, quarantine?.Invoke(name)) is { } manifest && (quick || HasRightSemantics(manifest, errors)))
            {
                manifests.Add(name, manifest);
            }
        }

        CheckFinalNames(manifests, errors);
        var catalog = new ToolCatalog(manifests.Values.Select(static manifest => manifest.Catalog));
        var profiles = new Dictionary<string, RoleProfile>(StringComparer.Ordinal);
        var explanations = new Dictionary<string, IReadOnlyList<ToolExplanation>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var reasons = new List<ToolExplanation>();
            explanations[file.Role] = reasons;
            var before = errors.Count;
            CheckEnvironment(file, manifests, errors);
            if (RoleLoader.Bind(file, catalog, known, groups, errors, reasons) is { } profile && errors.Count == before)
            {
                profiles.Add(file.Role, profile);
            }
        }

        return new()
        {
            Catalog = catalog,
            Groups = groups,
            Profiles = profiles.ToFrozenDictionary(StringComparer.Ordinal),
            Explanations = explanations.ToFrozenDictionary(StringComparer.Ordinal),
            Manifests = manifests.ToFrozenDictionary(StringComparer.Ordinal),
            Errors = errors.ToSorted(),
        };
    }

    private static List<RoleFile> Files(ConfigurationFolder roles, string? role, Func<string, string?> variable, ConfigurationErrors errors)
    {
        var files = new List<RoleFile>();
        foreach (var name in role is null ? roles.Folders() : [role])
        {
            if (RoleFile.Read(roles, name, variable, errors) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }

    private static bool HasRightSemantics(ConnectorManifest manifest, ConfigurationErrors errors)
    {
        var wrong = manifest.Semantic?.Errors ?? [];
        errors.Add(wrong);
        return wrong.Count == 0;
    }

    private static bool IsNamed(string connector, List<RoleFile> files)
    {
        foreach (var file in files)
        {
            foreach (var (name, _, _) in file.Connectors)
            {
                if (string.Equals(name, connector, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void CheckEnvironment(RoleFile file, Dictionary<string, ConnectorManifest> manifests, ConfigurationErrors errors)
    {
        var at = file.Tree.Root["execution"]?["environment"]?.Location ?? file.Tree.Root.Location;
        foreach (var (name, _, _) in file.Connectors)
        {
            if (manifests.TryGetValue(name, out var manifest))
            {
                manifest.CheckEnvironment(file.Environment, at, errors);
            }
        }
    }

    // 'a' with 'b_c' and 'a_b' with 'c' would both be 'a_b_c': the later would stand in for the earlier.
    private static void CheckFinalNames(Dictionary<string, ConnectorManifest> manifests, ConfigurationErrors errors)
    {
        var seen = new Dictionary<string, ToolDefinition>(StringComparer.Ordinal);
        foreach (var manifest in manifests.Values)
        {
            foreach (var tool in manifest.Catalog.Tools.Values)
            {
                if (!seen.TryAdd(tool.Name, tool))
                {
                    errors.Add(
                        manifest.ToolLocation(tool.Action),
                        $"The tool '{tool.Name}' is also the final name of '{seen[tool.Name].Action}' in connector '{seen[tool.Name].Connector}'.",
                        "Rename one of the two.");
                }
            }
        }
    }
}
