using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodexMcp.Benchmarks.Http;

/// <summary>One kept-alive HTTP/1.1 connection on a bare socket: as little work as can be, so that the server is what is measured.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    /// <summary>The last answer's status and headers.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Connects to a server on loopback.</summary>
    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Sends a request and waits for the whole answer; gives its size in bytes. The answer must be a success.</summary>
    public async ValueTask<int> SendAsync(byte[] request)
    {
        await socket.SendAsync(request);
        filled = 0;
        var body = -1;
        var end = -1;
        while (end < 0 || filled < end)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server has closed the connection.");
            }

            filled += read;
            if (body < 0 && (body = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) >= 0)
            {
                body += 4;
            }

            if (body >= 0)
            {
                end = End(buffer.AsSpan(0, filled), body);
            }
        }

        if (!buffer.AsSpan(0, 12).StartsWith("HTTP/1.1 20"u8))
        {
            throw new IOException($"The server answered: {Encoding.UTF8.GetString(buffer, 0, Math.Min(filled, 1000))}");
        }

        return filled;
    }

    /// <summary>The last answer as text.</summary>
    public string Text() => Encoding.UTF8.GetString(buffer, 0, filled);

    /// <summary>A header of the last answer, or null.</summary>
    public string? Header(string name)
    {
        foreach (var line in Text().Split("\r\n\r\n")[0].Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    /// <summary>Where the answer ends; a negative number when that can't be known yet.</summary>
    private static int End(ReadOnlySpan<byte> answer, int body)
    {
        var head = answer[..body];
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            var length = 0;
            for (var i = at + 16; head[i] is >= (byte)'0' and <= (byte)'9'; i++)
            {
                length = (length * 10) + (head[i] - '0');
            }

            return body + length;
        }

        if (head.IndexOf("chunked"u8) >= 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8) && (answer.Length == body + 5 || answer[..^5].EndsWith("\r\n"u8)) ? answer.Length : -1;
        }

        return body; // 202 and 204 have no body
    }
}
