using CodexMcp.Core.Configuration;

namespace CodexMcp.Core.Roles;

/// <summary>Binds the section <c>tools.approvals</c>. What is missing gets its default; what is wrong is noted.</summary>
internal static class RoleApprovalsBinder
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    internal static RoleApprovals Bind(ConfigNode? section, ConfigurationErrors errors)
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

        return new() { Wait = wait };
    }
}
