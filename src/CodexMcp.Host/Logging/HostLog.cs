using Microsoft.Extensions.Logging;

namespace CodexMcp.Host;

/// <summary>What the host logs, with event ids that never change.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Serving the role {Role} with {Tools} tools over STDIO.")]
    public static partial void Serving(this ILogger logger, string role, int tools);

    [LoggerMessage(2, LogLevel.Information, "The session has ended.")]
    public static partial void SessionEnded(this ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "A line of input was rejected ({Code}): {Reason}")]
    public static partial void LineRejected(this ILogger logger, int code, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Input failed: {Reason}")]
    public static partial void InputFailed(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Output failed, the client has gone: {Reason}")]
    public static partial void OutputFailed(this ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Information, "The role {Role} was reloaded: revision {Revision}, {Tools} tools.")]
    public static partial void Reloaded(this ILogger logger, string role, string revision, int tools);

    [LoggerMessage(7, LogLevel.Error, "The role {Role} was not reloaded; the profile that was running stays. {Errors}")]
    public static partial void ReloadRefused(this ILogger logger, string role, string errors);

    [LoggerMessage(8, LogLevel.Error, "{What} failed; calls go on.")]
    public static partial void Broke(this ILogger logger, string what, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "{Message}")]
    public static partial void Notice(this ILogger logger, string message);

    [LoggerMessage(10, LogLevel.Warning, "The server behind the connector {Connector} differs from its pins in {Count} definitions; those are quarantined. See `codex-mcp connectors pin {Connector}`.")]
    public static partial void Quarantined(this ILogger logger, string connector, int count);
}
