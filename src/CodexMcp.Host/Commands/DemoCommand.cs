using System.CommandLine;
using CodexMcp.Host.Demo;

namespace CodexMcp.Host.Commands;

/// <summary><c>demo</c>: what the host does, in ten seconds, on synthetic data.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandLine line)
    {
        var command = new Command("demo", "Shows the main job on the sandbox: tools, a query, a call that asks, one that is refused, and the audit trail.");
        line.Run(command, (context, _, cancellationToken) => DemoRun.RunAsync(context, cancellationToken));
        return command;
    }
}
