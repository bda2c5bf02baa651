namespace CodexMcp.Host.Commands;

/// <summary><c>roles list</c>.</summary>
internal static class RolesList
{
    /// <summary>Runs the command. A role with errors is left out; the errors are told, and the exit code says so.</summary>
    public static int Run(CommandContext context)
    {
        var loaded = context.Services.Load();
        var roles = loaded.Profiles.Values.OrderBy(role => role.Role, StringComparer.Ordinal).ToList();
        if (context.Settings.Json)
        {
            context.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("roles"u8);
                foreach (var role in roles)
                {
                    writer.WriteStartObject();
                    writer.WriteString("role"u8, role.Role);
                    writer.WriteString("version"u8, role.Version);
                    writer.WriteString("description"u8, role.Description);
                    writer.WriteString("owner"u8, role.Owner);
                    writer.WriteString("environment"u8, role.Execution.Environment);
                    writer.WriteNumber("tools"u8, role.Tools.Count);
                    writer.WriteBoolean("may_use"u8, loaded.Groups.MayUse(role, context.Services.Principal));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                ConfigurationReport.WriteErrors(writer, loaded.Errors);
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Terminal.Table(
                ["role", "version", "tools", "environment", "you", "description"],
                [.. roles.Select(role => (IReadOnlyList<string>)
                [
                    role.Role, role.Version, $"{role.Tools.Count}", role.Execution.Environment,
                    loaded.Groups.MayUse(role, context.Services.Principal) ? "may use" : "no access", role.Description,
                ])]);
            foreach (var error in loaded.Errors)
            {
                context.Terminal.Hint(error.ToString());
            }
        }

        return loaded.Errors.Count == 0 ? ExitCodes.Done : ExitCodes.Configuration;
    }
}
