using System.Collections.Frozen;
using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Manifests;

/// <summary>Reads <c>connectors/&lt;name&gt;/connector.yaml</c>. Notes every error; a manifest with one is not used.</summary>
public static class ManifestLoader
{
    private const string FileName = "connector.yaml";

    private static readonly ConfigurationSchema Schema = new(typeof(ManifestLoader).Assembly, "connector.schema.json");

    /// <summary>Reads one connector's manifest; null after noting why it can't be used.</summary>
    /// <param name="connectors">The folder of all connectors.</param>
    /// <param name="name">The connector's name, which has a folder.</param>
    /// <param name="variable">Gives an environment variable, or null.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="quarantine">What was found changed at the server of a connector of kind <c>mcp</c>, or null.</param>
    public static ConnectorManifest? Load(
        ConfigurationFolder connectors, string name, Func<string, string?> variable, ConfigurationErrors errors, McpKind.Pins.Quarantine? quarantine = null)
    {
        var before = errors.Count;
        if (!ConfigurationName.IsIdentifier(name))
        {
            errors.Add(new(connectors.Shown, 1, 1), $"'{ShownText.Escape(name)}' is not a connector name.", "Rename the folder: lower-case ASCII letters, digits and _.");
            return null;
        }

        if (connectors.Folder(name) is not { } folder)
        {
            errors.Add(new(connectors.Shown, 1, 1), $"The folder of connector '{name}' leads outside {connectors.Shown}.", "Put the folder itself here.");
            return null;
        }

        var place = folder.Start(FileName);
        if (folder.Read(FileName, place, errors) is not { } bytes || YamlTree.Read(place.Path, bytes, errors) is not { } file)
        {
            return null;
        }

        if (file.Root["connector"] is { Text: { } own } node && own != name)
        {
            errors.Add(node.Location, $"The connector is named '{node.Shown}', but its folder is '{name}'.", $"Write connector: {name}, or rename the folder.");
        }

        ConfigurationName.CheckVersion(file.Root["version"], errors);
        if (file.Root.String("kind") == "mcp")
        {
            var upstream = McpKind.Manifest.McpManifestLoader.Load(folder, name, file, variable, quarantine ?? McpKind.Pins.Quarantine.None, errors);
            return errors.Count > before ? null : upstream;
        }

        Schema.Check(file, errors);
        var schemas = new CheckedSchemas(errors);
        var tools = new Dictionary<string, ToolDefinition>(StringComparer.Ordinal);
        foreach (var (action, at, value) in file.Root["tools"]?.Entries ?? [])
        {
            if (ManifestTool.Bind(name, action, at, value, schemas, errors) is { } tool)
            {
                tools.Add(action, tool);
            }
        }

        var hosts = ManifestHosts.Bind(file.Root["hosts"], errors);
        HttpKind.Checks.HttpManifestCheck.Check(file.Root, hosts, schemas, errors);
        var manifest = new ConnectorManifest(new ManifestSettings(folder, file, variable))
        {
            Kind = file.Root.String("kind") ?? "",
            Version = file.Root.String("version") ?? "",
            Description = file.Root.String("description") ?? "",
            Hosts = hosts,
            Semantic = new(folder),
            Catalog = new CatalogConnector
            {
                Name = name,
                Title = file.Root.String("title") ?? "",
                Location = file.Root.Location,
                Tools = tools.ToFrozenDictionary(StringComparer.Ordinal),
                Prompts = Offers(name, file.Root["prompts"], ManifestOffer.Prompt, errors),
                Resources = Offers(name, file.Root["resources"], ManifestOffer.Resource, errors),
                ScopeSchema = Scope(file.Root["scope"], schemas),
                Resilience = ManifestResilience.Bind(file.Root["resilience"], errors),
            },
        };
        return errors.Count > before ? null : manifest;
    }

    private static FrozenDictionary<string, ToolDefinition> Offers(
        string connector,
        ConfigNode? section,
        Func<string, string, SourceLocation, ConfigNode, ConfigurationErrors, ToolDefinition?> bind,
        ConfigurationErrors errors)
    {
        if (section is not { } all)
        {
            return FrozenDictionary<string, ToolDefinition>.Empty;
        }

        var offers = new Dictionary<string, ToolDefinition>(StringComparer.Ordinal);
        foreach (var (action, at, value) in all.Entries)
        {
            if (bind(connector, action, at, value, errors) is { } offer)
            {
                offers.Add(action, offer);
            }
        }

        return offers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static System.Text.Json.JsonElement? Scope(ConfigNode? scope, CheckedSchemas schemas)
    {
        _ = schemas.Compile(scope, "The scope is not a JSON Schema that can be used.");
        return scope?.Json;
    }
}
