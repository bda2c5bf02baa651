using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Binds a tool's <c>approval_rules</c>. A rule that could never hold, or never raise anything, is an error: its author believes in it.</summary>
internal static class ApprovalRuleBinder
{
    private static readonly string[] Comparisons = ["over", "longer_than", "in", "not_in", "outside", "present"];

    internal static List<ApprovalRule> Bind(ConfigNode? entry, ToolDefinition tool, ApprovalMode mode, ConfigurationErrors errors)
    {
        var rules = new List<ApprovalRule>();
        foreach (var item in entry?["approval_rules"]?.Items ?? [])
        {
            if (item["when"] is { } when && Mode(item.String("approval_mode")) is { } raised && Condition(when, tool, errors) is { } condition)
            {
                if (raised <= mode)
                {
                    errors.Add(
                        item["approval_mode"]!.Value.Location,
                        $"The rule does not raise anything: '{tool.Action}' is in a mode at least as strict already.",
                        "Name a stricter mode, or remove the rule.");
                }

                rules.Add(new(condition, raised, item.String("because") ?? "", item.Location));
            }
        }

        return rules;
    }

    private static ArgumentCondition? Condition(ConfigNode when, ToolDefinition tool, ConfigurationErrors errors)
    {
        var named = Comparisons.Where(name => when[name] is not null).ToList();
        if (named.Count != 1)
        {
            errors.Add(when.Location, $"A condition compares in one way; this one has {named.Count}.", $"Write one of {string.Join(", ", Comparisons)}.");
            return null;
        }

        if (when["argument"] is not { Text: { Length: > 0 } argument } at)
        {
            return null; // noted by the schema
        }

        var value = when[named[0]]!.Value;
        var condition = new ArgumentCondition(
            argument,
            named[0] switch
            {
                "over" => Comparison.Over,
                "longer_than" => Comparison.LongerThan,
                "in" => Comparison.In,
                "not_in" => Comparison.NotIn,
                "outside" => Comparison.Outside,
                _ => Comparison.Present,
            },
            value.Json.ValueKind == JsonValueKind.Number && value.Json.TryGetDecimal(out var limit) ? limit : 0,
            [.. value.Items.Select(item => item.Json)]);
        CheckArgument(condition.Argument, at, tool, errors);
        return condition;
    }

    private static void CheckArgument(string argument, ConfigNode at, ToolDefinition tool, ConfigurationErrors errors)
    {
        var known = tool.InputSchema.ValueKind == JsonValueKind.Object && tool.InputSchema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(property => property.Name).ToList()
            : [];
        if (!known.Contains(argument, StringComparer.Ordinal))
        {
            errors.Add(
                at.Location,
                $"The tool '{tool.Action}' takes no argument '{at.Shown}', so the rule would never hold.",
                NameSuggestion.For(argument, known, "Its arguments", "It takes none."));
        }
    }

    private static ApprovalMode? Mode(string? text) => text switch
    {
        "prompt" => ApprovalMode.Prompt,
        "review" => ApprovalMode.Review,
        "deny" => ApprovalMode.Deny,
        _ => null,
    };
}
