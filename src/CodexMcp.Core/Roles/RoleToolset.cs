using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Decides which tools of one connector a role lists: a pattern must allow a tool, and nothing may deny it. Deny wins.</summary>
internal sealed class RoleToolset(CatalogConnector connector, ConfigNode section, ConfigNode tools, ConfigurationErrors errors)
{
    private readonly List<ConfigNode> enabled = Patterns(connector, section, "enabled_tools", errors);
    private readonly List<ConfigNode> disabled = Patterns(connector, section, "disabled_tools", errors);

    /// <summary>Explains every tool of the connector, in the order of their names.</summary>
    internal List<ToolExplanation> Explain()
    {
        var all = new List<ToolExplanation>(connector.Tools.Count);
        foreach (var tool in connector.Tools.Values)
        {
            all.Add(Explain(tool));
        }

        all.Sort(static (left, right) => string.CompareOrdinal(left.Tool, right.Tool));
        return all;
    }

    private ToolExplanation Explain(ToolDefinition tool)
    {
        var (mode, modeAt, modeWhy) = Mode(tool.Action);
        var (listed, why, at) = (Enabling(tool), First(disabled, tool.Action)) switch
        {
            (null, _) when tool.Verb == ToolVerb.Admin => (false, "No entry of enabled_tools names it letter by letter, as an admin tool needs.", section.KeyLocation("enabled_tools")),
            (null, _) => (false, "No entry of enabled_tools names it.", section.KeyLocation("enabled_tools")),
            ({ } allowed, _) when tool.Withheld is { } reason => (false, reason, allowed.Location),
            (_, { } denied) => (false, $"'{denied.Shown}' in disabled_tools takes it off; deny wins over allow.", denied.Location),
            ({ } allowed, _) when mode == ApprovalMode.Deny => (false, $"'{allowed.Shown}' in enabled_tools names it, but its mode is deny.", modeAt),
            ({ } allowed, _) => (true, $"'{allowed.Shown}' in enabled_tools names it.", allowed.Location),
        };
        return new() { Tool = tool.Name, Definition = tool, Verb = tool.Verb, Listed = listed, Why = why, At = at, Mode = mode, ModeAt = modeAt, ModeWhy = modeWhy };
    }

    // Nearest wins: the tool's own entry, then the connector's default, then the role's, then the careful built-in one.
    private (ApprovalMode Mode, SourceLocation At, string Why) Mode(string action)
    {
        if (section["tools"]?[action] is { } entry && Read(entry, "approval_mode") is { } own)
        {
            return (own.Mode, own.At, "The tool's own entry sets it.");
        }

        if (Read(section, "default_tools_approval_mode") is { } near)
        {
            return (near.Mode, near.At, "It is the connector's default.");
        }

        return Read(tools, "default_tools_approval_mode") is { } wide
            ? (wide.Mode, wide.At, "It is the role's default.")
            : (ApprovalMode.Writes, tools.Location, "Nothing sets it, so it is writes.");
    }

    private static (ApprovalMode Mode, SourceLocation At)? Read(ConfigNode node, string key) => node[key] is { } value
        ? (value.Text switch
        {
            "auto" => ApprovalMode.Auto,
            "writes" => ApprovalMode.Writes,
            "prompt" => ApprovalMode.Prompt,
            "approve" => ApprovalMode.Approve,
            "review" => ApprovalMode.Review,
            _ => ApprovalMode.Deny,
        }, value.Location)
        : null;

    /// <summary>A pattern reaches tools that nobody thought of, and those of a later version: an admin tool is enabled by its whole name only.</summary>
    private ConfigNode? Enabling(ToolDefinition tool) => First(tool.Verb == ToolVerb.Admin ? enabled.FindAll(static entry => !entry.Text!.Contains('*')) : enabled, tool.Action);

    private static ConfigNode? First(List<ConfigNode> patterns, string action)
    {
        foreach (var pattern in patterns)
        {
            if (Glob.IsMatch(pattern.Text!, action))
            {
                return pattern;
            }
        }

        return null;
    }

    private static List<ConfigNode> Patterns(CatalogConnector connector, ConfigNode section, string key, ConfigurationErrors errors)
    {
        var patterns = new List<ConfigNode>();
        foreach (var item in section[key]?.Items ?? [])
        {
            if (item.Text is not { Length: > 0 } pattern)
            {
                continue;
            }

            if (!Glob.IsPattern(pattern))
            {
                errors.Add(
                    item.Location,
                    $"'{item.Shown}' is not a tool name or pattern.",
                    "Use lower-case ASCII letters, digits, _ and *; write the name without the connector's prefix.");
            }
            else if (!MatchesAny(connector, pattern))
            {
                errors.Add(item.Location, NoMatch(connector, item, pattern), Fix(connector, pattern));
            }
            else
            {
                patterns.Add(item);
            }
        }

        return patterns;
    }

    private static bool MatchesAny(CatalogConnector connector, string pattern)
    {
        foreach (var action in connector.Tools.Keys)
        {
            if (Glob.IsMatch(pattern, action))
            {
                return true;
            }
        }

        return false;
    }

    private static string NoMatch(CatalogConnector connector, ConfigNode item, string pattern) => pattern.Contains('*')
        ? $"The pattern '{item.Shown}' matches no tool of connector '{connector.Name}'."
        : $"The tool '{item.Shown}' does not exist in connector '{connector.Name}'.";

    private static string Fix(CatalogConnector connector, string pattern)
    {
        var bare = pattern.StartsWith(connector.Name + "_", StringComparison.Ordinal) ? pattern[(connector.Name.Length + 1)..] : pattern;
        return connector.Tools.ContainsKey(bare)
            ? $"Write '{bare}', without the connector's name."
            : NameSuggestion.For(bare, connector.Tools.Keys, "Its tools", "It has no tools.");
    }
}
