using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>What no HTTP client would send: written byte by byte on a socket.</summary>
public sealed class RawSocketTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    /// <summary>Header lines that are added to a right request (attack rows 7 and 8), and the status that it then gets.</summary>
    public static TheoryData<string, string, string> Smuggled { get; } = new()
    {
        { "two lengths", "Content-Length: 5\r\n", "400" },
        { "two hosts", "Host: evil.example\r\n", "400" },
        { "two credentials", "Authorization: Bearer mallory\r\n", "400" },
        { "two methods", "Mcp-Method: tools/call\r\n", "400" },
        { "two methods, other case", "mCP-mETHOD: tools/list\r\n", "400" },
        { "two versions", "MCP-Protocol-Version: 2025-11-25\r\n", "400" },
        { "two sessions", "Mcp-Session-Id: a\r\nMcp-Session-Id: b\r\n", "400" },
        { "two origins", "Origin: http://localhost\r\nOrigin: http://evil.example\r\n", "403" },
        { "two types", "Content-Type: text/plain\r\n", "400" },
        { "a folded line", "Mcp-Name: a\r\n b\r\n", "400" },
        { "a name with a blank", "Mcp-Method : tools/call\r\n", "400" },
        { "a NUL", "X-Other: a\0b\r\n", "400" },
        { "bytes that are no text", "Mcp-Name: \u00ff\u00fe\r\n", "400" },
        { "two methods, one behind a bare line feed", "X-Other: a\nMcp-Method: tools/call\r\n", "400" },
        { "forty kilobytes", $"X-Other: {new string('x', 40_000)}\r\n", "431" },
    };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public async Task Header_Smuggled_IsRefused(string what, string lines, string status)
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });

        var answer = await SendAsync(host, Request(host, HttpHost.Body("tools/list"), lines));

        Assert.Equal((what, status), (what, answer.Split(' ')[1]));
        Assert.Equal(0, calls);
        Assert.StartsWith("HTTP/1.1 200", await SendAsync(host, Request(host, HttpHost.Body("tools/list"), "")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_LengthAndChunks_OnlyOneMessageIsRead()
    {
        // The second request hides where a reader that goes by the length would not look for one.
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var hidden = Request(host, HttpHost.Body("tools/call", "\"name\":\"a_b\""), "", "mallory");
        var text = Request(host, "0\r\n\r\n" + hidden, "Transfer-Encoding: chunked\r\n");

        var answer = await SendAsync(host, text);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Body_ChunksThatNeverEnd_EndAtTheCap()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine), options => options with { MaxBodyBytes = 100_000 });
        using var socket = await ConnectAsync(host);
        await socket.WriteAsync(Latin(Head(host, "Transfer-Encoding: chunked\r\n")), TestContext.Current.CancellationToken);
        var chunk = Latin($"1000\r\n{new string(' ', 0x1000)}\r\n");
        var sent = 0;
        try
        {
            for (; sent < 50_000_000; sent += 0x1000)
            {
                await socket.WriteAsync(chunk, TestContext.Current.CancellationToken);
            }
        }
        catch (IOException)
        {
            // The server hung up, which is what it should do.
        }

        Assert.True(sent < 20_000_000);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Modern("tools/list"))).Status);
    }

    [Fact]
    public async Task Body_Trickle_EndsAtTheDeadline()
    {
        var time = new ManualTime();
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine), time: time);
        using var socket = await ConnectAsync(host);
        await socket.WriteAsync(Latin(Head(host, "Content-Length: 1000\r\n") + "{"), TestContext.Current.CancellationToken);
        var answer = ReadAsync(socket);
        var (status, _) = await host.AskAsync(host.Modern("tools/list"));

        await time.AdvanceUntilAsync(answer, TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ClientGoesInTheMiddle_NothingRunsAndTheNextIsServed()
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });
        for (var i = 0; i < 20; i++)
        {
            using var socket = await ConnectAsync(host);
            await socket.WriteAsync(Latin(Head(host, "Content-Length: 1000\r\n") + Ping), TestContext.Current.CancellationToken);
            socket.Socket.LingerState = new(true, 0);
        }

        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Modern("tools/list"))).Status);
        Assert.Equal(0, calls);
    }

    private static string Head(HttpHost host, string lines, string principal = "alice") =>
        $"POST /mcp/tester HTTP/1.1\r\nHost: 127.0.0.1:{host.Port}\r\nAuthorization: Bearer {principal}\r\nAccept: application/json, text/event-stream\r\n"
        + $"Content-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\nConnection: close\r\n{lines}\r\n";

    private static string Request(HttpHost host, string body, string lines, string principal = "alice") =>
        Head(host, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{lines}", principal) + body;

    private static async Task<string> SendAsync(HttpHost host, string request)
    {
        using var socket = await ConnectAsync(host);
        await socket.WriteAsync(Latin(request), TestContext.Current.CancellationToken);
        return await ReadAsync(socket);
    }

    private static async Task<NetworkStream> ConnectAsync(HttpHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Port), TestContext.Current.CancellationToken);
        return new(socket, ownsSocket: true);
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
