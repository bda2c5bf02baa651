using System.Net;
using System.Text;

namespace CodexMcp.EndToEnd.Tests.Http;

/// <summary>SIGTERM: what is under way ends, what is new is sent elsewhere, and the end is bounded.</summary>
public sealed class ServeDrainTests
{
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"snowflake_run_query","arguments":{"statement":"SELECT 40 + 2 AS ANSWER"}}}""";

    [Fact]
    public async Task Sigterm_CallsUnderWay_EndWithinTheirTimeAndNewOnesGet503()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State, "--drain-timeout", "6s");
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        var session = await host.BeginAsync(key, """{"elicitation":{}}""");

        // One call waits for a person, a stream listens, and the body of a third request is half here.
        using var asking = await host.SendAsync(host.Post(key, new StringContent(
            """{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"snowflake_cancel_query","arguments":{"query_id":"01b2c3d4-0000-0000-0000-000000000000"}}}"""), session));
        using var question = new StreamReader(await asking.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var line = await question.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line?.Contains("elicitation/create", StringComparison.Ordinal) == false)
        {
            line = await question.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        Assert.NotNull(line);
        var rest = new HeldBody(Call);
        var slow = host.SendAsync(host.Post(key, rest, session));
        await rest.HalfSent;

        await host.TerminateAsync();
        var refused = await RefusedAsync(host, key, session);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        using (var ready = await host.GetAsync("/readyz"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        rest.Release();
        using var answer = await slow;
        Assert.Contains("42", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        // Nobody answers the question: the call is taken back, its stream ends, and so does the process.
        await question.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(0, await host.Host.ExitAsync());
        Assert.Equal(0, (await HostProcess.RunAsync("audit", "verify", "--state", folder.State)).Code);
    }

    [Fact]
    public async Task Sigterm_NothingUnderWay_EndsAtOnceAndClosesStreams()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var folder = new TestFolder();
        await using var host = await ServedHost.StartAsync(folder.State);
        var (key, _) = await ServedHost.KeyAsync(folder.State);
        var session = await host.BeginAsync(key);
        using var listen = new HttpRequestMessage(HttpMethod.Get, host.Role);
        listen.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        listen.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        listen.Headers.Add("Mcp-Session-Id", session);
        using var stream = await host.SendAsync(listen);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        await host.TerminateAsync();

        // Ended in good order: a broken connection would throw here.
        await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await host.Host.ExitAsync());
    }

    private static async Task<HttpResponseMessage> RefusedAsync(ServedHost host, string key, string session)
    {
        // The signal is on its way: requests before it are still answered.
        for (var attempt = 0; ; attempt++)
        {
            var answer = await host.SendAsync(host.Post(key, new StringContent("""{"jsonrpc":"2.0","id":8,"method":"tools/list"}"""), session));
            if (answer.StatusCode != HttpStatusCode.OK || attempt == 2_000)
            {
                return answer;
            }

            answer.Dispose();
        }
    }

    /// <summary>A body whose second half comes when the test says so.</summary>
    private sealed class HeldBody(string text) : HttpContent
    {
        private readonly TaskCompletionSource half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HalfSent => half.Task;

        public void Release() => release.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            half.SetResult();
            await release.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Encoding.UTF8.GetByteCount(text);
            return true;
        }
    }
}
