using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>Connections that never become requests: the host serves the others meanwhile, lets go of these in their time, and is as healthy after as before.</summary>
public sealed class FloodTests
{
    private const int Flood = 10_000;
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":"SELECT 40 + 2 AS ANSWER"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_TenThousandHalfOpen_OthersAreServedAndAllAreLetGo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open files are counted in /proc, which only Linux has.");
        Assert.SkipWhen(MostFiles() < Flood + 2_000, $"This process may open {MostFiles()} files only; the test needs {Flood + 2_000} (ulimit -n).");
        using var folder = new TestFolder();
        await using var host = await StartAsync(folder, "15s");
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        var session = await host.BeginAsync(key);
        await AnswersAsync(host, key, session);
        var before = Files(host);

        var flood = new List<Socket>(Flood);
        try
        {
            for (var i = 0; i < Flood; i++)
            {
                flood.Add(await ConnectAsync(host, "POST /mcp/data-analytics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "));
                if (i % 1_000 == 0)
                {
                    await AnswersAsync(host, key, session);
                }
            }

            var open = Files(host);
            await AnswersAsync(host, key, session);
            await Task.WhenAll(flood.Select(EndAsync)).WaitAsync(TimeSpan.FromMinutes(2), Token);

            Assert.True(open > Flood / 2, $"{open} files were open in the flood.");
            await AnswersAsync(host, key, session);
        }
        finally
        {
            flood.ForEach(static socket => socket.Dispose());
        }

        using var ready = await host.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.InRange(Files(host), 0, before + 100);
        await host.TerminateAsync();
        Assert.Equal(0, await host.Host.ExitAsync());
        Assert.Equal(0, (await HostProcess.RunAsync("audit", "verify", "--state", folder.State)).Code);
    }

    [Fact]
    public async Task Headers_ThatTrickle_AreCutOffAtTheirTime_HoweverBusyTheyLook()
    {
        using var folder = new TestFolder();
        await using var host = await StartAsync(folder, "2s");
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                sockets.Add(await ConnectAsync(host, "POST /mcp/data-analytics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "));
            }

            // Each round sends one more byte on every connection, and waits no longer than for a healthy answer.
            var ends = Task.WhenAll(sockets.Select(EndAsync));
            var rounds = 0;
            for (; !ends.IsCompleted && rounds < 100_000; rounds++)
            {
                foreach (var socket in sockets)
                {
                    try
                    {
                        await socket.SendAsync("x"u8.ToArray(), Token);
                    }
                    catch (SocketException)
                    {
                        // It is cut off already.
                    }
                }

                using var live = await host.GetAsync("/healthz");
                Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            }

            await ends.WaitAsync(TimeSpan.FromSeconds(1), Token);
            Assert.True(rounds > 1);
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static Task<ServedHost> StartAsync(TestFolder folder, string headerTimeout)
    {
        var file = Path.Combine(folder.Path, "appsettings.json");
        File.WriteAllText(file, "{\"CodexMcp\":{\"Http\":{\"HeaderTimeout\":\"" + headerTimeout + "\"}}}");
        return ServedHost.StartAsync(folder.State, "--config", file);
    }

    private static async Task AnswersAsync(ServedHost host, string key, string session)
    {
        using var answer = await host.SendAsync(host.Post(key, new StringContent(Call), session));
        Assert.Contains("42", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<Socket> ConnectAsync(ServedHost host, string half)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new(true, 0) };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Address.Port), Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(half), Token);
        return socket;
    }

    /// <summary>Waits until the server hangs up; nothing that it says first is a success.</summary>
    private static async Task EndAsync(Socket socket)
    {
        var buffer = new byte[512];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, Token)) > 0;)
            {
                Assert.DoesNotContain(" 200 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }

    private static int Files(ServedHost host) => Directory.GetFiles($"/proc/{host.Host.Process.Id}/fd").Length;

    private static long MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var most = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return most == "unlimited" ? long.MaxValue : long.Parse(most, System.Globalization.CultureInfo.InvariantCulture);
    }
}
