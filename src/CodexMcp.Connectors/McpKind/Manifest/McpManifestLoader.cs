using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Checks;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.McpKind.Manifest;

/// <summary>Reads a manifest of kind <c>mcp</c> and the pins beside it. The server is not asked for anything: a start needs no upstream.</summary>
internal static class McpManifestLoader
{
    private static readonly ConfigurationSchema Schema = new(typeof(McpManifestLoader).Assembly, "connector-mcp.schema.json");

    /// <summary>Binds the manifest; what is wrong is noted.</summary>
    public static ConnectorManifest Load(ConfigurationFolder folder, string name, YamlTree file, Func<string, string?> variable, Quarantine quarantine, ConfigurationErrors errors)
    {
        Schema.Check(file, errors);
        var hosts = ManifestHosts.Bind(file.Root["hosts"], errors);
        var rules = Rules(name, file.Root, errors);
        Upstream(file.Root, hosts, errors);
        var pins = PinFile.Load(folder);
        var title = file.Root.String("title") ?? name;
        var offers = new OfferBinder(name, title, rules, pins, quarantine);
        return new(new ManifestSettings(folder, file, variable))
        {
            Kind = "mcp",
            Version = file.Root.String("version") ?? "",
            Description = file.Root.String("description") ?? "",
            Hosts = hosts,
            Upstream = new(folder.Root, rules, pins),
            Catalog = new CatalogConnector
            {
                Name = name,
                Title = title,
                Location = file.Root.Location,
                Tools = offers.Tools(),
                Prompts = offers.Prompts(),
                Resources = offers.Resources(),
                IsUpstream = true,
                Resilience = ManifestResilience.Bind(file.Root["resilience"], errors),
            },
        };
    }

    private static UpstreamRules Rules(string name, ConfigNode root, ConfigurationErrors errors)
    {
        var prefix = root.String("prefix") ?? name;
        if (prefix.Length > 0 && !ConfigurationName.IsIdentifier(prefix))
        {
            errors.Add(root["prefix"]!.Value.Location, $"'{root["prefix"]!.Value.Shown}' can't stand before a name.", "Use lower-case ASCII letters, digits and _, or an empty text for none.");
        }

        var rules = new UpstreamRules
        {
            Prefix = prefix,
            Tools = [.. Entries(root, "tools", errors).Select(entry => Tool(entry, errors))],
            Prompts = [.. Entries(root, "prompts", errors).Select(static entry => new PromptRule(entry.Key, entry.Value.String("upstream") ?? entry.Key, entry.Value.String("title"), entry.Value.String("description")))],
            Resources = [.. Entries(root, "resources", errors).Select(static entry => new ResourceRule(entry.Key, entry.Value.String("uri") ?? ""))],
            Templates = [.. Entries(root, "resource_templates", errors).Select(static entry => new ResourceRule(entry.Key, entry.Value.String("uri") ?? ""))],
        };
        foreach (var (action, at, _) in root["tools"]?.Entries ?? [])
        {
            if (rules.Shown(action) is { Length: > ManifestTool.MaxNameLength } shown)
            {
                errors.Add(at, $"The tool's final name '{ShownText.Escape(shown)}' has {shown.Length} characters, {shown.Length - ManifestTool.MaxNameLength} more than clients keep.", "Give it a shorter name here; 'upstream' holds the server's.");
            }
        }

        foreach (var (section, key) in (ReadOnlySpan<(string, string)>)[("tools", "upstream"), ("prompts", "upstream")])
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (action, at, entry) in root[section]?.Entries ?? [])
            {
                if (!seen.Add(entry.String(key) ?? action))
                {
                    errors.Add(at, $"Two entries of '{section}' stand for the same of the server.", "Keep one of the two.");
                }
            }
        }

        return rules;
    }

    private static IEnumerable<ConfigEntry> Entries(ConfigNode root, string section, ConfigurationErrors errors)
    {
        foreach (var entry in root[section]?.Entries ?? [])
        {
            if (!ConfigurationName.IsIdentifier(entry.Key))
            {
                errors.Add(entry.KeyAt, $"'{ShownText.Escape(entry.Key)}' is not a name that is allowed here.", "Use lower-case ASCII letters, digits and _, beginning with a letter, at most 48 characters; 'upstream' holds the server's own name.");
            }

            yield return entry;
        }
    }

    private static ToolRule Tool(ConfigEntry entry, ConfigurationErrors errors)
    {
        var node = entry.Value;
        var verb = ManifestTool.Verb(node.String("verb")) ?? ToolVerb.Destructive;
        return new(entry.Key, node.String("upstream") ?? entry.Key, verb)
        {
            Idempotent = verb == ToolVerb.Read || (node.Bool("idempotent") ?? false),
            OpenWorld = node.Bool("open_world") ?? true,
            Timeout = ManifestTool.Duration(node, "timeout", errors),
            Title = node.String("title"),
            Description = node.String("description"),
        };
    }

    private static void Upstream(ConfigNode root, List<string> hosts, ConfigurationErrors errors)
    {
        if (root["upstream"] is not { } upstream)
        {
            return;
        }

        var templates = new TemplateCheck(null, new SettingNames(root), errors);
        templates.Text(upstream["command"]);
        foreach (var argument in upstream["args"]?.Items ?? [])
        {
            templates.Text(argument);
        }

        templates.Named(upstream["environment"]);
        templates.Named(upstream["headers"]);
        var allowed = new HostAllowlist(hosts, loopback: false);
        HttpManifestCheck.Auth(root["auth"], templates, allowed, errors, describesItself: true);
        if (upstream["url"] is { } url)
        {
            HttpManifestCheck.Url(url, templates, allowed, errors);
            if (hosts.Count == 0)
            {
                errors.Add(url.Location, "The server is reached by an address, but 'hosts' is empty.", "Add its host to 'hosts'.");
            }
        }

        foreach (var (key, only) in (ReadOnlySpan<(string, string)>)[("args", "command"), ("environment", "command"), ("inherit", "command"), ("headers", "url")])
        {
            if (upstream[key] is not null && upstream[only] is null)
            {
                errors.Add(upstream.KeyLocation(key), $"'{key}' goes with '{only}'.", "Remove it.");
            }
        }

        if (root["auth"] is not null && upstream["url"] is null)
        {
            errors.Add(root.KeyLocation("auth"), "'auth' goes with a server that is reached by 'url'.", "Give a program its credential with upstream.environment.");
        }
    }
}
