namespace CodexMcp.Host;

/// <summary>A command can't go on: what happened, what to do, and the exit code that says so.</summary>
internal sealed class HostException(int exitCode, string message, string next) : Exception($"{message} {next}")
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
