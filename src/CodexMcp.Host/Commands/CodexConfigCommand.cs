using System.CommandLine;
using CodexMcp.Host.Codex;

namespace CodexMcp.Host.Commands;

/// <summary><c>codex-config</c>: the block of Codex's config.toml for one role.</summary>
internal static class CodexConfigCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var role = CommandLine.RoleOption();
        var http = new Option<string?>("--http")
        {
            Description = "The address of a running 'codex-mcp serve', e.g. http://127.0.0.1:5100; Codex then connects to it instead of starting the host.",
            HelpName = "URL",
        };
        var command = new Command("codex-config", "Prints the block of ~/.codex/config.toml that connects Codex to a role.") { role, http };
        line.Run(command, (context, result, _) => Task.FromResult(Run(context, result.GetValue(role)!, result.GetValue(http))));
        return command;
    }

    private static int Run(CommandContext context, string role, string? http)
    {
        var profile = context.Services.Require(role);
        var config = http is null
            ? CodexConfig.For(profile, LaunchCommand.Current(), Options(context.Settings), context.Services.VariablesOf(profile))
            : CodexConfig.For(profile, RoleAddress.Of(http, profile.Role));
        if (context.Settings.Json)
        {
            context.Terminal.Json(config.WriteJson);
        }
        else
        {
            context.Terminal.Out.Write(config.ToToml());
        }

        return ExitCodes.Done;
    }

    /// <summary>Codex starts the host in a folder and an environment of its own: what is not the default is written down as full paths.</summary>
    private static List<string> Options(HostSettings settings)
    {
        var defaults = HostSettings.Defaults();
        List<string> options = [];
        foreach (var (name, value, known) in new[]
        {
            ("--state", settings.State, defaults.State),
            ("--roles", settings.Roles, defaults.Roles),
            ("--connectors", settings.Connectors, defaults.Connectors),
        })
        {
            if (value is not null && value != known)
            {
                options.AddRange([name, value]);
            }
        }

        return options;
    }
}
