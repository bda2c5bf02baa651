using System.Collections.Frozen;
using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Tests.Pipeline;

namespace CodexMcp.Core.Tests.Roles;

/// <summary>A roles folder of its own with one good role, and a connector made in memory.</summary>
internal sealed class RolesOnDisk : IDisposable
{
    internal const string Role = "sales/role.yaml";
    internal const string Skill = "sales/skills/brief/SKILL.md";

    internal RolesOnDisk()
    {
        Write("groups.yaml", "groups:\n  sales: { description: All., members: [\"local:*\"] }\n");
        Write(Skill, "---\nname: brief\ndescription: Use when a meeting is near.\n---\nRead first.\n");
        Write(Role, GoodRole);
    }

    internal string Root { get; } = Directory.CreateTempSubdirectory("codex-mcp-").FullName;

    internal List<ToolDefinition> Tools { get; } =
    [
        Some.Definition("query", connector: "crm"),
        Some.Definition("get_record", connector: "crm"),
        Some.Definition("get_secret", connector: "crm"),
        Some.Definition("update_record", ToolVerb.Write, connector: "crm"),
    ];

    internal void Write(string relative, string text)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    internal void Edit(string relative, string old, string replacement)
    {
        var text = File.ReadAllText(Path.Combine(Root, relative));
        Assert.Contains(old, text);
        Write(relative, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    internal LoadedRoles Load()
    {
        var errors = new ConfigurationErrors();
        var roles = ConfigurationFolder.Open(Root);
        var groups = GroupsLoader.Load(roles, errors);
        var catalog = new ToolCatalog(
        [
            new CatalogConnector
            {
                Name = "crm",
                Title = "CRM",
                Location = new("connectors/crm/connector.yaml", 1, 1),
                Tools = Tools.ToFrozenDictionary(tool => tool.Action),
            },
        ]);
        var profiles = new Dictionary<string, RoleProfile>();
        var explanations = new Dictionary<string, IReadOnlyList<ToolExplanation>>();
        foreach (var name in roles.Folders())
        {
            var reasons = new List<ToolExplanation>();
            explanations[name] = reasons;
            if (RoleFile.Read(roles, name, _ => null, errors) is { } file
                && RoleLoader.Bind(file, catalog, ["crm"], groups, errors, reasons) is { } profile && errors.Count == 0)
            {
                profiles[name] = profile;
            }
        }

        return new()
        {
            Catalog = catalog,
            Groups = groups,
            Profiles = profiles.ToFrozenDictionary(),
            Explanations = explanations.ToFrozenDictionary(),
            Errors = errors.ToSorted(),
        };
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private const string GoodRole = """
        role: sales
        version: 1.0.0
        description: Reads accounts and proposes the next step.
        owner: sales
        instructions:
          summary: Use CRM data for facts.
          skills: [brief]
        tools:
          default_tools_approval_mode: writes
          connectors:
            crm:
              enabled_tools: [query, "get_*", update_record]
              disabled_tools: [get_secret]
        execution:
          environment: sandbox
          timeout: 30s
          rate_limits:
            per_principal: { permits: 60, window: 1m }
            per_tool: { permits: 20, window: 1m }
          concurrency: 4
          max_rows: 100
          max_result_bytes: 20000
        governance:
          access: { groups: [sales] }
          dlp: { results: { secrets: block } }
          audit: { log_inputs: full, log_outputs: none, retention_days: 30 }

        """;
}
