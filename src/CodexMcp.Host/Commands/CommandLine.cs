using System.CommandLine;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Configuration;
using CodexMcp.Host.Commands.Approvals;
using CodexMcp.Host.Commands.Switches;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Output;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Commands;

/// <summary>The command tree, and what all commands have in common: global options, errors and exit codes.</summary>
internal sealed class CommandLine
{
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error", "none"];

    private readonly Terminal terminal;
    private readonly HostExtensions extensions;
    private readonly Option<string?> state = new("--state")
    {
        Description = $"Folder for the audit trail and keys. Default: ${HostSettings.StateVariable}, else $HOME/.codex-mcp.",
        Recursive = true,
        HelpName = "DIR",
    };

    private readonly Option<string?> roles = new("--roles")
    {
        Description = $"Folder of role files. Default: ${HostSettings.RolesVariable}, else the ones beside the executable.",
        Recursive = true,
        HelpName = "DIR",
    };

    private readonly Option<string?> connectors = new("--connectors")
    {
        Description = $"Folder of connector manifests. Default: ${HostSettings.ConnectorsVariable}, else the ones beside the executable.",
        Recursive = true,
        HelpName = "DIR",
    };

    private readonly Option<bool> json = new("--json") { Description = "Report as JSON on standard output.", Recursive = true };

    private readonly Option<string?> level = new("--log-level")
    {
        Description = "Least severe log event. Default: warn for stdio, error for the others.",
        Recursive = true,
    };

    private readonly Option<string> format = new("--log-format")
    {
        Description = "Log lines as text or json, on standard error.",
        Recursive = true,
        DefaultValueFactory = _ => "text",
    };

    /// <summary>Makes the tree for one terminal.</summary>
    /// <param name="terminal">Where to report.</param>
    /// <param name="extensions">What this host adds to what ships; nothing when left out.</param>
    public CommandLine(Terminal terminal, HostExtensions? extensions = null)
    {
        this.terminal = terminal;
        this.extensions = extensions ?? HostExtensions.None;
        level.AcceptOnlyFromAmong(Levels);
        format.AcceptOnlyFromAmong("text", "json");
        Root = new("Gives AI agents the tools of one role, and nothing else: every call is decided, checked and recorded.")
        {
            state, roles, connectors, json, level, format,
            StdioCommand.Create(this),
            ServeCommand.Create(this),
            KeysCommand.Create(this),
            RolesCommand.Create(this),
            ToolsCommand.Create(this),
            CallCommand.Create(this),
            ApprovalsCommand.Create(this),
            CallsCommand.Create(this),
            SwitchesCommand.Create(this),
            ConnectorsCommand.Create(this),
            AuditCommand.Create(this),
            SandboxCommand.Create(this),
            DoctorCommand.Create(this),
            DemoCommand.Create(this),
            CodexConfigCommand.Create(this),
        };
    }

    /// <summary>The root command.</summary>
    public RootCommand Root { get; }

    /// <summary>Gives the severity that a word of the command line names.</summary>
    public static LogLevel Level(string word) => word switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => LogLevel.Warning,
    };

    /// <summary>The option that names a role.</summary>
    public static Option<string> RoleOption() => new("--role") { Description = "The role, e.g. data-analytics.", Required = true, HelpName = "ROLE" };

    /// <summary>Parses and runs.</summary>
    public async Task<int> RunAsync(string[] arguments)
    {
        var result = Root.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                terminal.Hint(error.Message);
            }

            terminal.Hint($"Run `codex-mcp {Name(result.CommandResult.Command)}--help` to see what it takes.");
            return ExitCodes.Usage;
        }

        return await result.InvokeAsync(new()
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,

            // serve takes signals itself: its calls under way may end first, however long that takes.
            ProcessTerminationTimeout = result.CommandResult.Command.Name == "serve" ? null : TimeSpan.FromSeconds(5),
        }).ConfigureAwait(false);
    }

    /// <summary>Gives a command its action.</summary>
    public void Run(Command command, Func<CommandContext, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (result, cancellationToken) =>
        {
            var settings = HostSettings.Create(result.GetValue(state), result.GetValue(roles), result.GetValue(connectors)) with
            {
                Json = result.GetValue(json),
                LogLevel = Level(result.GetValue(level) ?? (command.Name == "stdio" ? "warn" : "error")),
                LogJson = result.GetValue(format) == "json",
            };
            await using var context = new CommandContext(terminal, settings, TimeProvider.System, extensions);
            try
            {
                return await action(context, result, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                return Failures.Report(terminal, settings.Json, exception);
            }
        });

    private string Name(Command command) =>
        command == Root ? "" : $"{(command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Name(parent) : "")}{command.Name} ";
}
