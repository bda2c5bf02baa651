using System.Text.Json;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Commands;

/// <summary><c>roles list</c>.</summary>
internal static class RolesList
{
    /// <summary>Runs the command. A role with errors is left out; the errors are told, and the exit code says so.</summary>
    public static int Run(CommandContext context)
    {
        var loaded = context.Services.Load();
        return ConfigurationReport.List(
            context,
            loaded.Errors,
            "roles",
            [.. loaded.Profiles.Values.OrderBy(role => role.Role, StringComparer.Ordinal)],
            (writer, role) => Write(writer, role, MayUse(role)),
            ["role", "version", "tools", "environment", "you", "description"],
            role => [role.Role, role.Version, $"{role.Tools.Count}", role.Execution.Environment, MayUse(role) ? "may use" : "no access", role.Description]);

        bool MayUse(RoleProfile role) => loaded.Groups.MayUse(role, context.Services.Principal);
    }

    private static void Write(Utf8JsonWriter writer, RoleProfile role, bool mayUse)
    {
        writer.WriteString("role"u8, role.Role);
        writer.WriteString("version"u8, role.Version);
        writer.WriteString("description"u8, role.Description);
        writer.WriteString("owner"u8, role.Owner);
        writer.WriteString("environment"u8, role.Execution.Environment);
        writer.WriteNumber("tools"u8, role.Tools.Count);
        writer.WriteBoolean("may_use"u8, mayUse);
    }
}
