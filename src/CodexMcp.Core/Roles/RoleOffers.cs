using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>The prompts and resources of connectors that a role lists: what it does not list is not there.</summary>
internal static class RoleOffers
{
    /// <summary>Adds what one connector's section lists.</summary>
    internal static void Bind(CatalogConnector connector, ConfigNode section, TimeSpan timeout, List<RoleTool> listed, ConfigurationErrors errors)
    {
        Bind(connector, connector.Prompts.Values, section, "enabled_prompts", "prompt", timeout, listed, errors);
        Bind(connector, connector.Resources.Values, section, "enabled_resources", "resource", timeout, listed, errors);
    }

    private static void Bind(
        CatalogConnector connector, IEnumerable<ToolDefinition> all, ConfigNode section, string key, string kind, TimeSpan timeout, List<RoleTool> listed, ConfigurationErrors errors)
    {
        var offered = all.ToList();
        foreach (var pattern in section[key]?.Items ?? [])
        {
            if (pattern.Text is not { } text)
            {
                continue;
            }

            var found = offered.FindAll(definition => Glob.IsMatch(text, definition.Action));
            if (found.Count == 0)
            {
                errors.Add(
                    pattern.Location,
                    $"'{pattern.Shown}' fits no {kind} of connector '{connector.Name}'.",
                    NameSuggestion.For(text, offered.ConvertAll(definition => definition.Action), $"Its {kind}s", $"It has no {kind}s."));
            }

            foreach (var definition in found)
            {
                if (definition.Withheld is null && !listed.Exists(tool => ReferenceEquals(tool.Definition, definition)))
                {
                    var longest = definition.Timeout is { } own && own < timeout ? own : timeout;
                    listed.Add(new(definition) { Mode = ApprovalMode.Writes, ModeAt = pattern.Location, ListedAt = pattern.Location, Timeout = longest, Scope = section["scope"]?.Json, MayAsk = UpstreamQuestions.Of(connector, section) });

                    // Whoever may get it may have its arguments completed, and may hear when it changes; nobody is asked anything for that.
                    foreach (var beside in (ReadOnlySpan<ToolDefinition?>)[definition.Completion, definition.Subscription])
                    {
                        if (beside is not null)
                        {
                            var patience = beside.Timeout is { } most && most < longest ? most : longest;
                            listed.Add(new(beside) { Mode = ApprovalMode.Writes, ModeAt = pattern.Location, ListedAt = pattern.Location, Timeout = patience, Scope = section["scope"]?.Json, MayAsk = ClientAbilities.None });
                        }
                    }
                }
            }
        }
    }
}
