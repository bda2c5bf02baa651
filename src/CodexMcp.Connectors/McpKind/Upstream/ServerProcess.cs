using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>A server that runs as our child: a transport over its pipes, and the end of both together.</summary>
internal sealed class ServerProcess : ITransport
{
    private const int KeptErrors = 4_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly ITransport inner;
    private readonly TimeProvider time;
    private readonly StringBuilder errors;

    private ServerProcess(Process process, ITransport inner, StringBuilder errors, TimeProvider time)
    {
        this.process = process;
        this.inner = inner;
        this.errors = errors;
        this.time = time;
    }

    /// <inheritdoc/>
    public string? SessionId => null;

    /// <inheritdoc/>
    public ChannelReader<JsonRpcMessage> MessageReader => inner.MessageReader;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>The last it wrote to standard error: for the operator's log, never for an agent.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Takes over a started process.</summary>
    public static ITransport Take(Process process, int maxMessageBytes, TimeProvider time)
    {
        var errors = new StringBuilder();
        _ = DrainAsync(new ThreadedStream(process.StandardError.BaseStream, "upstream errors"), errors);
        return new ServerProcess(process, new PipeTransport(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, maxMessageBytes), errors, time);
    }

    /// <inheritdoc/>
    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) => inner.SendMessageAsync(message, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // A closed input is MCP's way to say goodbye; the time to leave in peace is short.
            process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // It is gone already.
        }

        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
        }

        await inner.DisposeAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It ended at the same moment.
        }
    }

    /// <summary>Reads standard error to its end, whatever comes: a pipe that nobody reads would stop the server.</summary>
    private static async Task DrainAsync(Stream stream, StringBuilder errors)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
            {
                lock (errors)
                {
                    errors.Append(Encoding.UTF8.GetString(buffer, 0, read));
                    if (errors.Length > KeptErrors)
                    {
                        errors.Remove(0, errors.Length - KeptErrors);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process has ended.
        }
    }
}
