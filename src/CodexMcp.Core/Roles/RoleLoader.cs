using CodexMcp.Abstractions;
using CodexMcp.Core.Approvals;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Turns a role's file into the profile that runs, looking up connectors, tools and groups. Notes every error; a role with one has no profile.</summary>
public static class RoleLoader
{
    private const int DefaultListTokens = 6000;
    private const int VisibleInstructions = 250;

    /// <summary>Binds one role.</summary>
    /// <param name="file">The role's file.</param>
    /// <param name="catalog">The connectors that could be loaded.</param>
    /// <param name="known">Every connector's name, also of those that could not be loaded.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="explanations">Takes the reason for every tool of the named connectors.</param>
    public static RoleProfile? Bind(
        RoleFile file,
        ToolCatalog catalog,
        IReadOnlyCollection<string> known,
        Groups groups,
        ConfigurationErrors errors,
        List<ToolExplanation> explanations)
    {
        var before = errors.Count;
        var root = file.Tree.Root;
        var execution = RoleSectionBinder.Execution(root["execution"], [.. file.Connectors.Select(static entry => entry.Key)], errors);
        var governance = RoleSectionBinder.Governance(root["governance"], groups, errors);
        var approvals = RoleApprovalsBinder.Bind(root["tools"]?["approvals"], groups, errors);
        var offers = new List<RoleTool>();
        var tools = Tools(file, catalog, known, groups, execution, errors, explanations, offers);
        var skills = RoleSkillLoader.Load(file, AllBound(file, catalog, errors.Count == before) ? tools : null, errors);
        var resources = RoleResourceLoader.Load(file, errors);
        if (root["owner"] is { } owner)
        {
            RoleSectionBinder.CheckGroup(owner, groups, errors);
        }

        CheckInstructions(root["instructions"]?["summary"], errors);
        CheckListSize(root["tools"], tools, errors);
        if (AllBound(file, catalog, errors.Count == before))
        {
            CheckRestricted(root["governance"]?["untrusted"]?["restricted"], tools, errors);
        }

        return errors.Count > before ? null : new()
        {
            Role = file.Role,
            Version = root.String("version") ?? "",
            Description = root.String("description") ?? "",
            Owner = root.String("owner") ?? "",
            Instructions = root["instructions"]?.String("summary") ?? "",
            RevisionSource = profile => RoleRevision.Of(profile, file.Tree),
            Tools = tools,
            Offers = offers,
            Approvals = approvals,
            Execution = execution,
            Governance = governance,
            Skills = skills,
            Resources = resources,
        };
    }

    private static List<RoleTool> Tools(
        RoleFile file,
        ToolCatalog catalog,
        IReadOnlyCollection<string> known,
        Groups groups,
        RoleExecution execution,
        ConfigurationErrors errors,
        List<ToolExplanation> explanations,
        List<RoleTool> offers)
    {
        var listed = new List<RoleTool>();
        foreach (var (name, at, section) in file.Connectors)
        {
            if (name == ApprovalStatus.Connector)
            {
                errors.Add(at, $"The name '{name}' is the host's own.", "Give the connector's folder another name.");
            }
            else if (catalog.Connectors.TryGetValue(name, out var connector))
            {
                new RoleToolBinder(connector, section, file.Tree.Root["tools"]!.Value, execution.Timeout, groups, errors).Bind(listed, explanations);
                RoleOffers.Bind(connector, section, execution.Timeout, offers, errors);
            }
            else if (!known.Contains(name))
            {
                errors.Add(
                    at,
                    $"The connector '{ShownText.Escape(name)}' does not exist.",
                    NameSuggestion.For(name, known, "Connectors", "There are no connectors: name their folder with --connectors."));
            }
        }

        if (listed.Find(CanWait) is { } waiting)
        {
            listed.Add(ApprovalStatus.For(waiting));
            explanations.Add(ApprovalStatus.Explain(waiting));
        }

        listed.Sort(static (left, right) => string.CompareOrdinal(left.Definition.Name, right.Definition.Name));
        return listed;
    }

    private static bool CanWait(RoleTool tool) => tool.Mode == ApprovalMode.Review || tool.ApprovalRules.Any(static rule => rule.Mode == ApprovalMode.Review);

    // After an error among the tools, or in a manifest, the list is not what the author means: what depends on it is not judged.
    private static bool AllBound(RoleFile file, ToolCatalog catalog, bool clean)
    {
        foreach (var (name, _, section) in file.Connectors)
        {
            // What is withheld for a time is no mistake of the role.
            clean &= catalog.Connectors.TryGetValue(name, out var connector) && section["enabled_tools"] is not null
                && connector.Tools.Values.All(static tool => tool.Withheld is null);
        }

        return clean;
    }

    private static void CheckInstructions(ConfigNode? summary, ConfigurationErrors errors)
    {
        if (summary is { Text: { Length: > VisibleInstructions } text } && text.AsSpan(0, VisibleInstructions).IndexOfAny(".!?") < 0)
        {
            errors.Add(
                summary.Value.Location,
                $"No sentence of the summary ends within its first {VisibleInstructions} characters, and Codex always shows only those.",
                "Begin with a short sentence that stands alone.");
        }
    }

    // One that fits nothing restricts nothing, and nobody would notice.
    private static void CheckRestricted(ConfigNode? restricted, List<RoleTool> tools, ConfigurationErrors errors)
    {
        foreach (var item in restricted?.Items ?? [])
        {
            if (item.Text is { } glob && !tools.Exists(tool => Glob.IsMatch(glob, tool.Definition.Name)))
            {
                errors.Add(
                    item.Location,
                    $"'{item.Shown}' fits no tool of this role.",
                    NameSuggestion.For(glob, [.. tools.Select(tool => tool.Definition.Name)], "Tools", "The role lists no tools."));
            }
        }
    }

    private static void CheckListSize(ConfigNode? section, List<RoleTool> tools, ConfigurationErrors errors)
    {
        if (section is not { } node)
        {
            return;
        }

        var most = node.Int("max_list_tokens") ?? DefaultListTokens;
        var tokens = 0;
        RoleTool? largest = null;
        var largestTokens = 0;
        foreach (var tool in tools)
        {
            var own = ToolListing.EstimateTokens(tool.Definition);
            tokens += own;
            if (own > largestTokens && tool.Definition.Name != ApprovalStatus.Definition.Name)
            {
                (largest, largestTokens) = (tool, own); // of those that the role can leave out
            }
        }

        if (tokens > most)
        {
            errors.Add(
                node["max_list_tokens"]?.Location ?? node.Location,
                $"The tool list costs about {tokens} tokens; max_list_tokens allows {most}.",
                $"List fewer tools ('{largest!.Definition.Name}' alone costs {largestTokens}), or raise it to {tokens}.");
        }
    }
}
