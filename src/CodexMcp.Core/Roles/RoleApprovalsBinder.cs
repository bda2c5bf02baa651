using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Binds the section <c>tools.approvals</c>. What is missing gets its default; what is wrong is noted.</summary>
internal static class RoleApprovalsBinder
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    internal static RoleApprovals Bind(ConfigNode? section, Groups groups, ConfigurationErrors errors)
    {
        if (section is not { } node)
        {
            return new();
        }

        var wait = RoleSectionBinder.Duration(node, "wait", errors) ?? TimeSpan.Zero;
        if (wait > LongestWait)
        {
            errors.Add(node["wait"]!.Value.Location, "No client holds a call open that long.", "Wait 10m at most, and less than the client's own limit: the ticket does the rest.");
        }

        var escalate = node["escalate"];
        return new()
        {
            Wait = wait,
            Majority = node.String("declined_by") == "majority",
            EscalateAfter = escalate is null ? null : RoleSectionBinder.Duration(escalate, "after", errors),
            EscalateTo = Group(escalate?["to"], groups, errors),
            Emergency = Group(node["emergency"], groups, errors),
        };
    }

    private static string? Group(ConfigNode? node, Groups groups, ConfigurationErrors errors)
    {
        if (node is not { Text: { Length: > 0 } name } group || !RoleSectionBinder.CheckGroup(group, groups, errors))
        {
            return null;
        }

        if (groups.Find(name) is { Members.Count: 0 })
        {
            errors.Add(group.Location, $"The group '{group.Shown}' has no members, so nobody could decide.", "Add members in roles/groups.yaml, or name another group.");
        }

        return name;
    }
}
