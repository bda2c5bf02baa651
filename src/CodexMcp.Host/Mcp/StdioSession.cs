using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>One MCP session over a pair of streams, from the first line to the last record.</summary>
internal static class StdioSession
{
    /// <summary>How long calls that were taken back may need to record it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1.5);

    /// <summary>Makes the server, which costs a good part of a start. Nothing is read and no handler runs before <see cref="RunAsync"/>.</summary>
    public static McpServer Prepare(McpAdapter adapter, ListChanges changes, StdioTransport transport, ILoggerFactory loggers)
    {
        var server = LateMethods.Create(transport, adapter.Options(instructions: null), loggers);
        changes.Server = server;
        return server;
    }

    /// <summary>
    /// Serves until input ends, the client goes or <paramref name="stop"/> is cancelled; then takes back what still runs and waits
    /// until it is recorded.
    /// </summary>
    public static async Task RunAsync(
        McpServer server, McpAdapter adapter, string? instructions, ListChanges changes, StdioTransport transport, ILoggerFactory loggers, TimeProvider time, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, transport.Gone);
        await using var owned = server.ConfigureAwait(false);
        server.ServerOptions.ServerInstructions = instructions;
        transport.Start();
        try
        {
            // Not awaited to the end: a handler that ignores its cancellation must not hold up the process.
            await server.RunAsync(ending.Token).WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The usual end.
        }

        changes.Close();
        try
        {
            await adapter.Calls.WhenIdleAsync().WaitAsync(Farewell, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            loggers.CreateLogger("stdio").Notice("Some calls did not end in time; the audit trail names those that were on their way.");
        }
    }
}
