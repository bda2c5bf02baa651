using CodexMcp.Core.Audit;
using CodexMcp.Core.Configuration;
using CodexMcp.Core.Stores;
using CodexMcp.Host.Output;

namespace CodexMcp.Host.Commands;

/// <summary>Turns what went wrong into words and an exit code.</summary>
internal static class Failures
{
    /// <summary>Reports on standard error, with <paramref name="json"/> on standard output too.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Terminal terminal, bool json, Exception exception)
    {
        switch (exception)
        {
            case ConfigurationException configuration:
                foreach (var error in configuration.Errors)
                {
                    terminal.Hint(error.ToString());
                }

                if (json)
                {
                    terminal.Json(writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteBoolean("ok"u8, false);
                        ConfigurationReport.WriteErrors(writer, configuration.Errors);
                        writer.WriteEndObject();
                    });
                }

                return ExitCodes.Configuration;
            case HostException host:
                return Say(terminal, json, host.Message, host.ExitCode);
            case AuditUnavailableException or StoreUnavailableException or IOException or UnauthorizedAccessException:
                return Say(terminal, json, exception.Message, ExitCodes.Failed);
            case OperationCanceledException:
                return Say(terminal, json, "Stopped before the end.", ExitCodes.Failed);
            default:
                return Say(
                    terminal, json,
                    $"This is a defect of codex-mcp ({exception.GetType().Name}: {exception.Message}). Please report it with the command that you gave.",
                    ExitCodes.Failed);
        }
    }

    private static int Say(Terminal terminal, bool json, string message, int code)
    {
        terminal.Hint(message);
        if (json)
        {
            terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ok"u8, false);
                writer.WriteString("message"u8, message);
                writer.WriteEndObject();
            });
        }

        return code;
    }
}
