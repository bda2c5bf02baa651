using CodexMcp.Host.Commands;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Output;

return StdioCommand.TryParsePlain(args, out var settings, out var role)
    ? await StdioHost.RunAsync(settings, role).ConfigureAwait(false)
    : await new CommandLine(Terminal.Process()).RunAsync(args).ConfigureAwait(false);
