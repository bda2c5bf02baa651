using CodexMcp.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// Sends a call's progress reports to the client: in order, growing as MCP wants it, and never holding up the call. While a connector
/// has nothing to report, the client hears every few seconds that the call is still running.
/// </summary>
internal sealed class ProgressPump : IProgress<ToolProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>So small that every report of a connector is more.</summary>
    private const double BeatStep = 0.001;

    private readonly McpServer server;
    private readonly ProgressToken token;
    private readonly CancellationToken cancellationToken;
    private readonly ITimer timer;
    private bool reported;
    private int beats;
    private readonly object gate = new();
    private Task sent = Task.CompletedTask;
    private double last = double.NegativeInfinity;

    /// <summary>Begins to report.</summary>
    public ProgressPump(McpServer server, ProgressToken token, TimeProvider time, CancellationToken cancellationToken)
    {
        this.server = server;
        this.token = token;
        this.cancellationToken = cancellationToken;
        timer = time.CreateTimer(static pump => ((ProgressPump)pump!).StillRunning(), this, Beat, Beat);
    }

    /// <inheritdoc/>
    public void Report(ToolProgress value)
    {
        lock (gate)
        {
            reported = true;
            Send(value);
        }
    }

    /// <summary>Ends when the last report is out, so that none comes after the result.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync().ConfigureAwait(false);
        Task rest;
        lock (gate)
        {
            rest = sent;
        }

        await rest.ConfigureAwait(false);
    }

    private void StillRunning()
    {
        lock (gate)
        {
            if (!reported)
            {
                beats++;
                Send(new(beats * BeatStep, null, $"Still running after {beats * Beat.TotalSeconds:0} seconds."));
            }
        }
    }

    private void Send(ToolProgress value)
    {
        if (value.Progress > last)
        {
            last = value.Progress;
            sent = SendAsync(sent, value);
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
