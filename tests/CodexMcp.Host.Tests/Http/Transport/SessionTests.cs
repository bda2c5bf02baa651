using System.Net;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Sessions of older clients: whose they are, how long they live, how they move to another replica (attack rows 3 and 39).</summary>
public sealed class SessionTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b"}}""";

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Session_OfSomeoneElse_IsAnsweredAsOneThatNeverWas(string verb)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();

        var foreign = await AskAsync(host, verb, session, "mallory");
        var unknown = await AskAsync(host, verb, session[..^4] + "AAAA", "mallory");
        var (own, _) = await host.AskAsync(host.Legacy(Ping, session));

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(unknown, foreign);
        Assert.Equal(HttpStatusCode.OK, own);
        Assert.Equal(2, host.Refusals.Count);
        Assert.All(host.Refusals, refusal => Assert.StartsWith("mallory tester ", refusal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_InAnotherRole_IsUnknown()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        host.Add(Some.Role("a_b") with { Role = "other" }, Answers.With(Answers.Fine));
        var request = host.Legacy(Ping, await host.BeginAsync());
        request.RequestUri = new($"http://127.0.0.1:{host.Port}/mcp/other");

        var (status, _) = await host.AskAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Session_ChangedAnywhere_IsUnknown()
    {
        var key = new ProcessKeySource();
        await using var first = await HttpHost.StartAsync(Answers.With(Answers.Fine), key: key);
        await using var second = await HttpHost.StartAsync(Answers.With(Answers.Fine), key: key);
        var session = await first.BeginAsync();
        for (var i = 0; i < session.Length; i++)
        {
            var changed = session[..i] + (session[i] == 'A' ? 'B' : 'A') + session[(i + 1)..];
            Assert.Equal((i, HttpStatusCode.NotFound), (i, (await second.AskAsync(second.Legacy(Ping, changed))).Status));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await second.AskAsync(second.Legacy(Ping, session + "A"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.AskAsync(second.Legacy(Ping, session))).Status);
    }

    [Fact]
    public async Task Session_OnAnotherReplica_GoesOnWithWhatTheClientCanDo()
    {
        var key = new ProcessKeySource();
        var seen = new List<CallRequest>();
        await using var first = await HttpHost.StartAsync(Answers.With(Answers.Fine), key: key);
        await using var second = await HttpHost.StartAsync((request, _) =>
        {
            seen.Add(request);
            return new(Answers.Fine);
        }, key: key);
        await using var stranger = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await first.BeginAsync("""{"elicitation":{}}""");

        var (status, _) = await second.AskAsync(second.Legacy(Call, session));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((true, "test/1", "alice"), (seen[0].CanAsk, seen[0].Client, seen[0].Principal));
        Assert.Equal(HttpStatusCode.NotFound, (await second.AskAsync(second.Legacy(Call, session, "mallory"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.AskAsync(stranger.Legacy(Call, session))).Status);
    }

    [Fact]
    public async Task Session_Resting_Ends_AndABusyOneDoesNot()
    {
        var time = new ManualTime();
        var answer = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await HttpHost.StartAsync(
            async (_, cancellationToken) =>
            {
                started.SetResult();
                return await answer.Task.WaitAsync(cancellationToken);
            },
            options => options with { SessionIdle = TimeSpan.FromMinutes(10), RequestTimeout = TimeSpan.FromHours(2) },
            time);
        var resting = await host.BeginAsync();
        var used = await host.BeginAsync();
        var busy = await host.BeginAsync();
        var call = host.SendAsync(host.Legacy(Call, busy));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(9));
        await host.AskAsync(host.Legacy(Ping, used));
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.NotFound, (await host.AskAsync(host.Legacy(Ping, resting))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Ping, used))).Status);
        Assert.Equal(2, host.Endpoint.Sessions);
        answer.SetResult(Answers.Fine);
        using var response = await call;
        Assert.Contains("Fine.", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OlderThanItsLifetime_IsNotRebuilt()
    {
        var key = new ProcessKeySource();
        var time = new ManualTime();
        await using var first = await HttpHost.StartAsync(Answers.With(Answers.Fine), key: key, time: time);
        await using var second = await HttpHost.StartAsync(Answers.With(Answers.Fine), key: key, time: time);
        var session = await first.BeginAsync();
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.NotFound, (await second.AskAsync(second.Legacy(Ping, session))).Status);
    }

    [Fact]
    public async Task Initialize_OverTheCap_EndsTheOneThatRestedLongest_OfThisPrincipalOnly()
    {
        var time = new ManualTime();
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine), options => options with { MaxSessionsPerPrincipal = 2 }, time);
        var other = await host.BeginAsync(principal: "bob");
        time.Advance(TimeSpan.FromSeconds(1));
        var first = await host.BeginAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        var second = await host.BeginAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await host.AskAsync(host.Legacy(Ping, first));

        var third = await host.BeginAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await host.AskAsync(host.Legacy(Ping, second))).Status);
        foreach (var (session, principal) in new[] { (first, "alice"), (third, "alice"), (other, "bob") })
        {
            Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Ping, session, principal))).Status);
        }
    }

    [Fact]
    public async Task Initialize_AllBusy_IsToldToWait()
    {
        var answer = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await HttpHost.StartAsync(
            async (_, cancellationToken) =>
            {
                started.SetResult();
                return await answer.Task.WaitAsync(cancellationToken);
            },
            options => options with { MaxSessionsPerPrincipal = 1 });
        var call = host.SendAsync(host.Legacy(Call, await host.BeginAsync()));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        using var refused = await host.SendAsync(host.Legacy(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"n","version":"1"}}}"""));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        answer.SetResult(Answers.Fine);
        (await call).Dispose();
        await host.BeginAsync();
    }

    [Fact]
    public async Task Initialize_ClientThatSaysTooMuch_GetsAnIdThatFitsAHeader()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var body = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{},"experimental":{"x":{"y":"@"}}},"clientInfo":{"name":"@","version":"@"}}}"""
            .Replace("@", new string('z', 100_000), StringComparison.Ordinal);

        using var response = await host.SendAsync(host.Legacy(body));
        var session = Assert.Single(response.Headers.GetValues("Mcp-Session-Id"));

        Assert.True(session.Length < 1500);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Ping, session))).Status);
    }

    [Fact]
    public async Task Session_Resting_IsSmall()
    {
        const int Count = 2000;
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine), options => options with { MaxSessionsPerPrincipal = 10_000 });
        await host.BeginAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            await host.BeginAsync("""{"elicitation":{},"sampling":{},"roots":{"listChanged":true}}""");
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;

        Assert.Equal(Count + 1, host.Endpoint.Sessions);
        Assert.InRange(each, 0, 8 * 1024);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpHost host, string verb, string session, string principal)
    {
        var request = verb == "POST" ? host.Legacy(Ping, session, principal) : host.Bare(new(verb), principal);
        if (verb != "POST")
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        using var response = await host.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
