using CodexMcp.Core.Configuration;
using CodexMcp.Core.Untrusted;

namespace CodexMcp.Core.Roles;

/// <summary>Binds the sections <c>execution</c> and <c>governance</c>. What is missing gets its default; what is wrong is noted by the schema.</summary>
internal static class RoleSectionBinder
{
    internal static RoleExecution Execution(ConfigNode? section, IReadOnlyCollection<string> connectors, ConfigurationErrors errors)
    {
        var defaults = new RoleExecution { Environment = section?.String("environment") ?? "sandbox" };
        if (section is not { } node)
        {
            return defaults;
        }

        var limits = node["rate_limits"];
        return defaults with
        {
            Timeout = Duration(node, "timeout", errors) ?? defaults.Timeout,
            PerPrincipal = RateLimit(limits?["per_principal"], errors) ?? defaults.PerPrincipal,
            PerTool = RateLimit(limits?["per_tool"], errors),
            Concurrency = node.Int("concurrency") ?? defaults.Concurrency,
            IdempotencyWindow = Duration(node, "idempotency_window", errors) ?? defaults.IdempotencyWindow,
            MaxRows = node.Int("max_rows") ?? defaults.MaxRows,
            MaxResultBytes = node.Int("max_result_bytes") ?? defaults.MaxResultBytes,
            Cost = RoleCostBinder.Bind(node["cost"], connectors, errors),
        };
    }

    internal static RoleGovernance Governance(ConfigNode? section, Groups groups, ConfigurationErrors errors)
    {
        var access = new List<string>();
        foreach (var item in section?["access"]?["groups"]?.Items ?? [])
        {
            if (item.Text is { Length: > 0 } group && CheckGroup(item, groups, errors))
            {
                access.Add(group);
            }
        }

        var defaults = new RoleGovernance { AccessGroups = access };
        var audit = section?["audit"];
        return defaults with
        {
            Secrets = section?["dlp"]?["results"]?.String("secrets") == "block" ? DlpAction.Block : defaults.Secrets,
            Untrusted = Untrusted(section?["untrusted"], errors),
            LogInputs = Payload(audit?.String("log_inputs")) ?? defaults.LogInputs,
            LogOutputs = Payload(audit?.String("log_outputs")) ?? defaults.LogOutputs,
            RetentionDays = audit?.Int("retention_days") ?? defaults.RetentionDays,
        };
    }

    private static RoleUntrusted Untrusted(ConfigNode? section, ConfigurationErrors errors)
    {
        var defaults = new RoleUntrusted();
        if (section is not { } node)
        {
            return defaults;
        }

        return defaults with
        {
            Delimiters = node.String("delimiters") != "off",
            Injection = node.String("injection") switch
            {
                "off" => InjectionMode.Off,
                "flag" => InjectionMode.Flag,
                _ => InjectionMode.Escalate,
            },
            OpenWorldIsOutward = node.String("outward") == "open_world",
            Restricted = [.. (node["restricted"]?.Items ?? []).Select(item => item.Text).OfType<string>()],
            WorkUnit = Duration(node, "work_unit", errors) ?? defaults.WorkUnit,
        };
    }

    internal static RateLimit? RateLimit(ConfigNode? node, ConfigurationErrors errors) =>
        node is { } limit && limit.Int("permits") is { } permits && Duration(limit, "window", errors) is { } window ? new(permits, window) : null;

    internal static TimeSpan? Duration(ConfigNode? node, string key, ConfigurationErrors errors)
    {
        if (node?[key] is not { Text: { } text } value)
        {
            return null;
        }

        if (Configuration.Duration.TryParse(text, out var duration))
        {
            return duration;
        }

        errors.Add(value.Location, $"'{value.Shown}' is not a duration.", "Write a whole number with its unit ms, s, m or h; 1ms to 24h.");
        return null;
    }

    internal static bool CheckGroup(ConfigNode node, Groups groups, ConfigurationErrors errors)
    {
        // Without a groups file every name would be wrong; that it can't be read is noted already, and nobody is let in.
        if (node.Text is { Length: > 0 } name && groups.Find(name) is null && !ReferenceEquals(groups, Groups.None))
        {
            errors.Add(
                node.Location,
                $"The group '{node.Shown}' does not exist.",
                node.Node.HasReference()
                    ? "Name one that is in roles/groups.yaml."
                    : NameSuggestion.For(name, groups.Names, "Groups", "Add it to roles/groups.yaml."));
            return false;
        }

        return true;
    }

    private static AuditPayload? Payload(string? text) => text switch
    {
        "none" => AuditPayload.None,
        "metadata_only" => AuditPayload.MetadataOnly,
        "structured_summary" => AuditPayload.StructuredSummary,
        "full" => AuditPayload.Full,
        _ => null,
    };
}
