using CodexMcp.Connectors.McpKind.Pins;
using CodexMcp.Core.Execution;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Composition;

/// <summary>What was found changed at other MCP servers, in files of the state folder: the lists of all processes that share it follow.</summary>
/// <param name="state">Gives the path of the state folder.</param>
/// <param name="loggers">Where it is told.</param>
internal sealed class QuarantineFiles(Func<string> state, ILoggerFactory loggers)
{
    /// <summary>The folder of the files.</summary>
    public string Folder => Path.Combine(state(), "quarantine");

    /// <summary>Gives what was found changed at a connector.</summary>
    public Quarantine Load(string connector) => Quarantine.Load(FileOf(connector));

    /// <summary>Keeps what was found changed at a connector.</summary>
    public void Keep(string connector, Quarantine found)
    {
        try
        {
            if (!Load(connector).IsSame(found))
            {
                PrivateFolder.Ensure(state());
                found.Save(FileOf(connector));
                loggers.CreateLogger("connectors").Quarantined(connector, found.Count);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The calls are refused all the same; only the lists are late.
            loggers.CreateLogger("connectors").Broke($"Keeping what was found changed at {connector}", exception);
        }
    }

    private string FileOf(string connector) => Path.Combine(Folder, connector + ".json");
}
