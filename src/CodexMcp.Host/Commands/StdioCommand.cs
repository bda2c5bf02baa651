using System.CommandLine;
using CodexMcp.Host.Composition;

namespace CodexMcp.Host.Commands;

/// <summary><c>stdio</c>: serve one role to one client.</summary>
internal static class StdioCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var role = CommandLine.RoleOption();
        var command = new Command("stdio", "Serves one role over MCP on standard input and output: this is what an agent starts.") { role };
        line.Run(command, (context, result, _) => StdioHost.RunAsync(context.Settings, result.GetValue(role)!));
        return command;
    }

    /// <summary>
    /// Reads the plain form of the command line, so that an agent's start loads neither parser nor tables. False for everything
    /// that is not plain: the full parser then says what is wrong.
    /// </summary>
    public static bool TryParsePlain(string[] arguments, out HostSettings settings, out string role)
    {
        settings = null!;
        role = "";
        if (arguments.Length == 0 || arguments[0] != "stdio" || arguments.Length % 2 == 0)
        {
            return false;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < arguments.Length; i += 2)
        {
            if (arguments[i] is not ("--role" or "--state" or "--roles" or "--connectors" or "--log-level" or "--log-format")
                || arguments[i + 1].Length == 0 || arguments[i + 1][0] == '-' || !values.TryAdd(arguments[i], arguments[i + 1]))
            {
                return false;
            }
        }

        var level = values.GetValueOrDefault("--log-level", "warn");
        var format = values.GetValueOrDefault("--log-format", "text");
        if (!values.TryGetValue("--role", out role!)
            || level is not ("trace" or "debug" or "info" or "warn" or "error" or "none") || format is not ("text" or "json"))
        {
            return false;
        }

        settings = HostSettings.Create(values.GetValueOrDefault("--state"), values.GetValueOrDefault("--roles"), values.GetValueOrDefault("--connectors")) with
        {
            LogLevel = CommandLine.Level(level),
            LogJson = format == "json",
        };
        return true;
    }
}
