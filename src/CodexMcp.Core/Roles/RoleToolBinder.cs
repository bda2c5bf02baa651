using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;

namespace CodexMcp.Core.Roles;

/// <summary>Makes the tools of one connector as a role may use them: mode, limits, argument rules, reviewers.</summary>
internal sealed class RoleToolBinder(CatalogConnector connector, ConfigNode section, ConfigNode tools, TimeSpan timeout, Groups groups, ConfigurationErrors errors)
{
    /// <summary>Adds the listed tools to <paramref name="listed"/> and the reason for every tool to <paramref name="explanations"/>.</summary>
    internal void Bind(List<RoleTool> listed, List<ToolExplanation> explanations)
    {
        var all = new RoleToolset(connector, section, tools, errors).Explain();
        CheckScope();
        UpstreamQuestions.Check(connector, section, errors);
        CheckEntries(all);
        foreach (var explanation in all)
        {
            if (explanation.Listed)
            {
                var tool = Bind(explanation);
                listed.Add(tool);
                explanations.Add(explanation with { Rules = tool.ApprovalRules });
            }
            else
            {
                explanations.Add(explanation);
            }
        }
    }

    private RoleTool Bind(ToolExplanation explanation)
    {
        var definition = explanation.Definition!;
        var entry = section["tools"]?[definition.Action];
        var reviewers = Reviewers(entry);
        var rules = ApprovalRuleBinder.Bind(entry, definition, explanation.Mode, errors);
        var review = explanation.Mode == ApprovalMode.Review ? explanation.ModeAt : rules.Find(rule => rule.Mode == ApprovalMode.Review)?.At;
        if (review is { } at && reviewers.Count == 0)
        {
            errors.Add(
                at,
                $"The tool '{definition.Action}' waits for review, but nobody is named.",
                $"Add reviewers under tools.{definition.Action}, e.g. [{{ group: {groups.Names.FirstOrDefault() ?? "security"}, count: 1 }}].");
        }

        return new(definition)
        {
            Mode = explanation.Mode,
            ModeAt = explanation.ModeAt,
            ListedAt = explanation.At,
            Timeout = Timeout(definition, entry),
            Scope = section["scope"]?.Json,
            RateLimit = RoleSectionBinder.RateLimit(entry?["rate_limit"], errors),
            ArgumentRules = ArgumentRules(entry),
            Reviewers = reviewers,
            ApprovalRules = rules,
            MayAsk = UpstreamQuestions.Of(connector, section),
        };
    }

    private TimeSpan Timeout(ToolDefinition definition, ConfigNode? entry)
    {
        var own = RoleSectionBinder.Duration(entry, "timeout", errors);
        if (own > timeout)
        {
            errors.Add(
                entry!.Value["timeout"]!.Value.Location,
                $"The timeout of '{definition.Action}' is longer than the role's own.",
                "Raise execution.timeout, or shorten this one.");
        }

        var longest = own ?? definition.Timeout ?? timeout;
        return longest < timeout ? longest : timeout;
    }

    private JsonSchema.JsonSchema? ArgumentRules(ConfigNode? entry)
    {
        if (entry?["arguments"] is not { } rules)
        {
            return null;
        }

        try
        {
            return JsonSchema.JsonSchema.Compile(rules.Json);
        }
        catch (JsonSchemaException exception)
        {
            errors.Add(rules.At(exception.SchemaPath).Location, "The argument rules are not a JSON Schema that can be used.", exception.Problem);
            return null;
        }
    }

    private List<Reviewers> Reviewers(ConfigNode? entry)
    {
        var reviewers = new List<Reviewers>();
        foreach (var item in entry?["reviewers"]?.Items ?? [])
        {
            if (item["group"] is not { Text: { } name } group || item.Int("count") is not { } count)
            {
                continue;
            }

            if (RoleSectionBinder.CheckGroup(group, groups, errors) && groups.Find(name) is { } found
                && !found.Members.Any(member => member.EndsWith('*')) && found.Members.Count < count)
            {
                errors.Add(
                    item.Location,
                    $"The group '{name}' has {found.Members.Count} members, so {count} of them can't say yes.",
                    "Add members in roles/groups.yaml, or ask for fewer.");
            }

            reviewers.Add(new(name, count));
        }

        return reviewers;
    }

    // A rule for a tool that is not listed is a rule that its author believes in and nobody enforces.
    private void CheckEntries(List<ToolExplanation> all)
    {
        foreach (var (action, at, entry) in section["tools"]?.Entries ?? [])
        {
            var explanation = all.Find(item => item.Definition!.Action == action);
            if (explanation is null)
            {
                errors.Add(
                    at,
                    $"The tool '{ShownText.Escape(action)}' does not exist in connector '{connector.Name}'.",
                    NameSuggestion.For(action, connector.Tools.Keys, "Its tools", "It has no tools."));
            }
            else if (!explanation.Listed && explanation.Mode != ApprovalMode.Deny && explanation.Definition!.Withheld is null)
            {
                errors.Add(at, $"There are rules for '{action}', but the role does not list it.", "Add it to enabled_tools, or remove these rules.");
            }
            else if (entry["reviewers"] is { } reviewers && explanation.Mode != ApprovalMode.Review
                && (entry["approval_rules"]?.Items ?? []).All(rule => rule.String("approval_mode") != "review"))
            {
                errors.Add(
                    reviewers.Location,
                    $"Reviewers are named for '{action}', but neither its mode nor a rule of its own is review.",
                    "Set approval_mode: review, or remove them.");
            }
        }
    }

    private void CheckScope()
    {
        if (section["scope"] is not { } scope)
        {
            return;
        }

        if (connector.ScopeSchema is not { } schema)
        {
            errors.Add(
                section.KeyLocation("scope"),
                $"The connector '{connector.Name}' knows no scope, so this one would not be enforced.",
                "Remove it, or describe it under 'scope' in the connector's manifest.");
            return;
        }

        foreach (var error in JsonSchema.JsonSchema.Compile(schema).Validate(scope.Json))
        {
            var node = scope.At(error.InstancePath);
            errors.Add(
                node.Location,
                $"The scope does not fit what connector '{connector.Name}' knows ({error.Keyword}).",
                node.Node.HasReference() ? "Check the value that it resolves to." : error.Message);
        }

        ScopeDocuments.Check(schema, scope, errors);
    }
}
