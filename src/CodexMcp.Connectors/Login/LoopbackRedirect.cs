using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodexMcp.Connectors.Login;

/// <summary>
/// Waits on this machine for the browser that comes back from a login: one address of 127.0.0.1, for as long as the login takes. What does not belong to the
/// login is turned away, and the wait goes on. Its pages are fixed texts: nothing that came stands in them.
/// </summary>
public sealed class LoopbackRedirect : IDisposable
{
    private const string Path = "/callback";
    private const int MostHead = 16 * 1024;
    private const int MostAtOnce = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TcpListener listener;
    private readonly TimeProvider time;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port, or 0 for any.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public LoopbackRedirect(int port, TimeProvider time)
    {
        this.time = time;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}{Path}");
    }

    /// <summary>Where a browser comes back to.</summary>
    public Uri Address { get; }

    /// <summary>Waits for the answer that <paramref name="problem"/> finds nothing wrong with.</summary>
    /// <param name="problem">Says why an answer is not the one; null when it is.</param>
    /// <param name="refused">Is told of every answer that was turned away.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<string, string>> WaitAsync(Func<IReadOnlyDictionary<string, string>, string?> problem, Action<string> refused, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<IReadOnlyDictionary<string, string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var slots = new SemaphoreSlim(MostAtOnce);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var open = new List<Task>();
        try
        {
            while (!found.Task.IsCompleted)
            {
                await slots.WaitAsync(over.Token).ConfigureAwait(false);
                var accept = listener.AcceptTcpClientAsync(over.Token).AsTask();
                if (await Task.WhenAny(accept, found.Task).ConfigureAwait(false) == accept)
                {
                    open.Add(ServeAsync(await accept.ConfigureAwait(false)));
                }
            }

            return await found.Task.ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    using var patience = new CancellationTokenSource(Patience, time);
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, patience.Token);
                    var stream = client.GetStream();
                    var (status, query) = Judge(await HeadAsync(stream, both.Token).ConfigureAwait(false));
                    var wrong = query is null ? null : problem(query);
                    // Written whole before the wait ends: the person sees a page, not a broken connection.
                    await stream.WriteAsync(query is null ? Page(status, "There is nothing here.")
                        : wrong is null ? Page(200, "The answer has arrived. You may close this page and go back to the terminal.")
                        : Page(400, "This is not the answer of the login that is waiting. Begin again in the terminal."), both.Token).ConfigureAwait(false);
                    client.Client.Shutdown(SocketShutdown.Send);
                    if (wrong is not null)
                    {
                        refused(wrong);
                    }
                    else if (query is not null)
                    {
                        found.TrySetResult(query);
                    }
                }
                catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
                {
                    // A connection that says nothing, as browsers open in advance.
                }
                finally
                {
                    slots.Release();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static async Task<string> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    /// <summary>The parameters of a request for the one address; else the status of what it gets.</summary>
    private (int Status, IReadOnlyDictionary<string, string>? Query) Judge(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not ["GET", var target, "HTTP/1.1" or "HTTP/1.0"] || !head.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            return (400, null);
        }

        // Another name for this machine would let a web page read along (DNS rebinding).
        var host = Array.Find(lines, static line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))?[5..].Trim();
        if (host != Address.Authority)
        {
            return (421, null);
        }

        var at = target.IndexOf('?', StringComparison.Ordinal);
        if (at < 0 || target[..at] != Path)
        {
            return (404, null);
        }

        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in target[(at + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            // A parameter that comes twice can be read in two ways.
            if (!query.TryAdd(name, equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '))))
            {
                return (400, null);
            }
        }

        return (200, query);
    }

    private static byte[] Page(int status, string text)
    {
        var body = $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>codex-mcp</title><p>{text}</p></html>";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Refused")}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\n"
            + $"Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{body}");
    }
}
