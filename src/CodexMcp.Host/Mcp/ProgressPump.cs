using CodexMcp.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Sends a call's progress reports to the client: in order, growing as MCP wants it, and never holding up the call.</summary>
internal sealed class ProgressPump(McpServer server, ProgressToken token, CancellationToken cancellationToken) : IProgress<ToolProgress>
{
    private readonly object gate = new();
    private Task sent = Task.CompletedTask;
    private double last = double.NegativeInfinity;

    /// <inheritdoc/>
    public void Report(ToolProgress value)
    {
        lock (gate)
        {
            if (!(value.Progress > last))
            {
                return;
            }

            last = value.Progress;
            sent = SendAsync(sent, value);
        }
    }

    /// <summary>Ends when the last report is out, so that none comes after the result.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            return sent;
        }
    }

    private async Task SendAsync(Task before, ToolProgress value)
    {
        await before.ConfigureAwait(false);
        try
        {
            await server.NotifyProgressAsync(
                token,
                new() { Progress = (float)value.Progress, Total = (float?)value.Total, Message = value.Message },
                cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // A report that can't be delivered is no reason to end the call.
        }
    }
}
