using CodexMcp.Host.Composition;
using CodexMcp.Host.Output;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Commands;

/// <summary>What a command works with.</summary>
internal sealed class CommandContext : IAsyncDisposable
{
    /// <summary>Creates the context; nothing is loaded yet.</summary>
    public CommandContext(Terminal terminal, HostSettings settings, TimeProvider time, HostExtensions? extensions = null)
    {
        Terminal = terminal;
        Settings = settings;
        Time = time;
        Loggers = new Logging.StderrLoggerFactory(terminal.Error, settings.LogLevel, settings.LogJson, time);
        Services = new(settings, time, Loggers, extensions);
    }

    /// <summary>Where to report.</summary>
    public Terminal Terminal { get; }

    /// <summary>Where things are.</summary>
    public HostSettings Settings { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where to log.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The parts of the host, each made when first needed.</summary>
    public HostServices Services { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
