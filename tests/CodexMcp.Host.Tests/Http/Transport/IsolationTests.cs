using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Nothing of one client reaches another, and none can hold up another (attack rows 4, 9, 10, 11, 41 and 44).</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task Calls_FiftyPrincipalsInBothEras_EveryAnswerCarriesItsOwnMarker()
    {
        await using var host = await HttpHost.StartAsync(async (request, _) =>
        {
            request.Progress?.Report(new(1, null, request.Principal));
            await Task.Yield();
            return Answers.Fine with { Text = request.Principal + request.Arguments.GetProperty("n").GetRawText(), Structured = request.Arguments };
        });
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForAsync(0, 50, TestContext.Current.CancellationToken, async (index, _) =>
        {
            var principal = $"user-{index}";
            var session = await host.BeginAsync(principal: principal);
            for (var i = 0; i < 200; i++)
            {
                // The same ids for everyone, and every fourth call on a stream.
                var meta = i % 4 == 0 ? """ "_meta":{"progressToken":1}, """ : "";
                var request = i % 2 == 0
                    ? host.Legacy("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"tools/call\",\"params\":{" + meta + "\"name\":\"a_b\",\"arguments\":{\"n\":" + i + "}}}", session, principal)
                    : host.Modern("tools/call", "a_b", $$$""" "name":"a_b","arguments":{"n":{{{i}}}} """, principal, i.ToString());
                using var response = await host.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var messages = response.Content.Headers.ContentType!.MediaType == "text/event-stream" ? Sse.Messages(text) : [Some.Json(text)];
                var said = messages[^1].GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString();
                if (said != principal + i || messages[^1].GetProperty("id").GetInt32() != i || (messages.Count > 1 && messages[0].GetProperty("params").GetProperty("message").GetString() != principal))
                {
                    wrong.Enqueue($"{principal} {i}: {text}");
                }
            }
        });

        Assert.Empty(wrong);
        Assert.Equal(0, host.Endpoint.Running);
    }

    [Fact]
    public async Task Question_AnsweredInAnotherSession_IsNotAnswered()
    {
        await using var host = await HttpHost.StartAsync((request, _) =>
            new(request.Reply is null ? Answers.Fine with { Code = OutcomeCode.ApprovalRequired, Question = Answers.Question() } : Answers.Fine with { Text = request.Reply.Action.ToString()! }));
        var session = await host.BeginAsync("""{"elicitation":{}}""");
        using var response = await host.SendAsync(host.Legacy("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b"}}""", session));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var question = await Sse.NextAsync(reader);
        var yes = """{"jsonrpc":"2.0","id":@,"result":{"action":"accept","content":{"decision":"approve"}}}""".Replace("@", question.GetProperty("id").GetRawText(), StringComparison.Ordinal);

        foreach (var principal in new[] { "alice", "mallory" })
        {
            using var elsewhere = await host.SendAsync(host.Legacy(yes, await host.BeginAsync("""{"elicitation":{}}""", principal: principal), principal));
            Assert.Equal(HttpStatusCode.Accepted, elsewhere.StatusCode);
        }

        using var stolen = await host.SendAsync(host.Legacy(yes, session, "mallory"));
        using var answered = await host.SendAsync(host.Legacy(yes.Replace("accept", "decline", StringComparison.Ordinal), session));
        var result = await Sse.NextAsync(reader);

        Assert.Equal("elicitation/create", question.GetProperty("method").GetString());
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        Assert.Equal("Decline", result.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Role_NotAllowedOrNotThere_GetTheSameAnswer()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        host.Add(Some.Role("a_b") with { Role = "secret", Governance = new() { AccessGroups = ["chiefs"] } }, Answers.With(Answers.Fine));
        List<(HttpStatusCode, string, string)> answers = [];
        foreach (var role in new[] { "secret", "nowhere", "tester/x", "../tester", "%2e%2e", "TESTER", "tester%00" })
        {
            var request = host.Modern("tools/list");
            request.RequestUri = new($"http://127.0.0.1:{host.Port}/mcp/{role}");
            using var response = await host.SendAsync(request);
            answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), role));
        }

        Assert.Equal(HttpStatusCode.Forbidden, answers[0].Item1);
        Assert.Equal((answers[0].Item1, answers[0].Item2), (answers[1].Item1, answers[1].Item2));
        Assert.All(answers, answer => Assert.NotEqual((HttpStatusCode.OK, answer.Item3), (answer.Item1, answer.Item3)));
        Assert.Contains("mcp", (await host.AskAsync(host.Modern("tools/list"))).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_IsTheCredentialsOneRole()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        Assert.Equal(HttpStatusCode.OK, await AskRootAsync(host));

        host.Add(Some.Role("a_b") with { Role = "other" }, Answers.With(Answers.Fine));
        Assert.Equal(HttpStatusCode.Forbidden, await AskRootAsync(host));

        host.Groups = Groups.None;
        Assert.Equal(HttpStatusCode.Forbidden, await AskRootAsync(host));
    }

    [Fact]
    public async Task Access_Lost_CountsFromTheNextRequestOn_InASessionToo()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b"}}""";
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Call, session))).Status);

        host.Groups = new([new("everyone", "All but her.", ["bob"])]);

        Assert.Equal(HttpStatusCode.Forbidden, (await host.AskAsync(host.Legacy(Call, session))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""))).Status);
    }

    [Fact]
    public async Task List_NewSnapshot_IsListedAtOnce_AndThePipelineGetsIt()
    {
        RoleProfile? judged = null;
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            judged = request.Profile;
            return new(Answers.Fine);
        });
        Assert.Equal(1, await CountAsync(host));

        host.Role().Profile = Some.Role("a_b", "a_c");

        Assert.Equal(2, await CountAsync(host));
        await host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""));
        Assert.Same(host.Role().Profile, judged);
    }

    [Fact]
    public async Task SlowReader_IsCutOff_AndHoldsOnlyItself()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await HttpHost.StartAsync(
            async (request, cancellationToken) =>
            {
                if (request.Principal == "alice")
                {
                    return Answers.Fine;
                }

                try
                {
                    for (var i = 1; ; i++)
                    {
                        request.Progress!.Report(new(i, null, new string('x', 4096)));
                        await Task.Yield();
                        cancellationToken.ThrowIfCancellationRequested();
                    }
                }
                finally
                {
                    ended.TrySetResult();
                }
            },
            options => options with { MaxStreamBytes = 200_000 });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Port), TestContext.Current.CancellationToken);
        var body = HttpHost.Body("tools/call", "\"name\":\"a_b\"").Replace("\"_meta\":{", "\"_meta\":{\"progressToken\":1,", StringComparison.Ordinal);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"POST /mcp/tester HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer slow\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
                + $"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: a_b\r\n\r\n{body}"),
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""))).Status);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Drain_CallsUnderWayEnd_NewOnesAreSentAway()
    {
        var answer = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await HttpHost.StartAsync(async (_, cancellationToken) =>
        {
            started.TrySetResult();
            return await answer.Task.WaitAsync(cancellationToken);
        });
        var call = host.AskAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var drain = host.Endpoint.DrainAsync(TimeSpan.FromSeconds(20));
        using var refused = await host.SendAsync(host.Modern("tools/list"));
        Assert.False(drain.IsCompleted);
        answer.SetResult(Answers.Fine);
        await drain;

        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    private static async Task<int> CountAsync(HttpHost host) =>
        (await host.AskAsync(host.Modern("tools/list"))).Body.GetProperty("result").GetProperty("tools").GetArrayLength();

    private static async Task<HttpStatusCode> AskRootAsync(HttpHost host)
    {
        var request = host.Modern("tools/list");
        request.RequestUri = new($"http://127.0.0.1:{host.Port}/mcp");
        using var response = await host.SendAsync(request);
        return response.StatusCode;
    }
}
