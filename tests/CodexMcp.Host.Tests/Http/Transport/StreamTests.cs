using System.Net;
using CodexMcp.Core.Pipeline;
using CodexMcp.Host.Http.Transport;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Answers that take a while: keep-alive, coming back, taking back, hanging up.</summary>
public sealed class StreamTests
{
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b"}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<CallOutcome> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_Long_BecomesAStreamWithCommentsAndThenTheAnswer(bool modern)
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time: time);
        var request = modern ? host.Modern("tools/call", "a_b", "\"name\":\"a_b\"", id: "7") : host.Legacy(Call, await host.BeginAsync());
        var sending = host.SendAsync(request);
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await time.AdvanceUntilAsync(sending, TimeSpan.FromSeconds(15));
        using var response = await sending;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        for (var comments = 0; comments < 3;)
        {
            var line = Sse.LineAsync(reader);
            await time.AdvanceUntilAsync(line, TimeSpan.FromSeconds(15));
            comments += await line is ":" ? 1 : 0;
        }

        answer.SetResult(Answers.Fine);
        var message = await Sse.NextAsync(reader);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.Equal((7, "Fine."), (message.GetProperty("id").GetInt32(), message.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Null(await LastLineAsync(reader));
    }

    [Fact]
    public async Task Call_Modern_ClientGoes_IsCancelled()
    {
        await using var host = await StartAsync();
        using var hangUp = new CancellationTokenSource();
        using var client = new HttpClient();
        var sending = client.SendAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""), hangUp.Token);
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Call_Legacy_ClientGoes_RunsOnAndTheAnswerIsKept()
    {
        await using var host = await StartAsync(progress: true);
        var session = await host.BeginAsync();
        string lastId;
        using (var response = await host.SendAsync(WithToken(host, session)))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            lastId = await IdAsync(reader);
        }

        Assert.False(cancelled.Task.IsCompleted);
        answer.SetResult(Answers.Fine);
        using var resumed = await host.SendAsync(Listen(host, session, lastId));
        using var rest = new StreamReader(await resumed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var progress = await Sse.NextAsync(rest);
        var message = await Sse.NextAsync(rest);

        Assert.Equal("notifications/progress", progress.GetProperty("method").GetString());
        Assert.Equal(7, message.GetProperty("id").GetInt32());
        Assert.Null(await LastLineAsync(rest));
    }

    [Fact]
    public async Task Resume_AfterTheEnd_GivesWhatFollowsTheEventOfThatStreamOnly()
    {
        await using var host = await StartAsync(progress: true);
        answer.SetResult(Answers.Fine);
        var session = await host.BeginAsync();
        using var one = await host.SendAsync(WithToken(host, session));
        var first = Sse.Ids(await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var two = await host.SendAsync(WithToken(host, session));
        _ = await two.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        using var all = await host.SendAsync(Listen(host, session, first[0]));
        using var last = await host.SendAsync(Listen(host, session, first[1]));
        using var none = await host.SendAsync(Listen(host, session, first[2]));
        var messages = Sse.Messages(await all.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, messages.Count);
        Assert.Single(Sse.Messages(await last.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Empty(Sse.Messages(await none.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("x-1-1")]
    [InlineData("1")]
    [InlineData("-1-1")]
    [InlineData("99999999999999999999-1")]
    [InlineData("*-0-1")]
    [InlineData("*-1-99")]
    [InlineData("*-1--1")]
    public async Task Resume_UnknownEvent_IsRefused(string id)
    {
        await using var host = await StartAsync(progress: true);
        answer.SetResult(Answers.Fine);
        var session = await host.BeginAsync();
        using var one = await host.SendAsync(WithToken(host, session));
        var salt = Sse.Ids(await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))[0].Split('-')[0];

        using var response = await host.SendAsync(Listen(host, session, id.Replace("*", salt, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Resume_AnotherSession_FindsNothing()
    {
        await using var host = await StartAsync(progress: true);
        answer.SetResult(Answers.Fine);
        using var one = await host.SendAsync(WithToken(host, await host.BeginAsync()));
        var id = Sse.Ids(await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))[0];

        using var response = await host.SendAsync(Listen(host, await host.BeginAsync(), id));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Resume_TooLate_IsRefused()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(progress: true, time: time);
        answer.SetResult(Answers.Fine);
        var session = await host.BeginAsync();
        using var one = await host.SendAsync(WithToken(host, session));
        var id = Sse.Ids(await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))[0];
        time.Advance(TimeSpan.FromMinutes(6));

        using var response = await host.SendAsync(Listen(host, session, id));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Call_PollAfter_ClientIsToldToComeBackAndFindsTheAnswer()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time: time, configure: options => options with { PollAfter = TimeSpan.FromSeconds(4) });
        var session = await host.BeginAsync();
        var sending = host.SendAsync(host.Legacy(Call, session));
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await time.AdvanceUntilAsync(sending, TimeSpan.FromSeconds(2));
        using var response = await sending;
        var reading = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await time.AdvanceUntilAsync(reading, TimeSpan.FromSeconds(2));

        using var resumed = await host.SendAsync(Listen(host, session, Assert.Single(Sse.Ids(await reading))));
        answer.SetResult(Answers.Fine);
        var rest = Sse.Messages(await resumed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Contains("retry: 1000", await reading, StringComparison.Ordinal);
        Assert.Empty(Sse.Messages(await reading));
        Assert.Equal(7, Assert.Single(rest).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Call_Legacy_TakenBack_IsCancelledAndItsStreamEnds()
    {
        await using var host = await StartAsync();
        var session = await host.BeginAsync();
        var sending = host.SendAsync(host.Legacy(Call, session));
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        using var told = await host.SendAsync(host.Legacy("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""", session));
        using var response = await sending.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
        await cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("\"7\"", "alice", true)]
    [InlineData("8", "alice", true)]
    [InlineData("7", "alice", false)]
    [InlineData("7", "bob", true)]
    public async Task Call_Legacy_TakenBackByAnotherIdOrSession_RunsOn(string id, string principal, bool other)
    {
        await using var host = await StartAsync();
        var sending = host.SendAsync(host.Legacy(Call, await host.BeginAsync()));
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        using var told = await host.SendAsync(host.Legacy(
            $$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}}}}""", await host.BeginAsync(principal: principal), principal));
        answer.SetResult(Answers.Fine);
        using var response = await sending.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((other, HttpStatusCode.Accepted), (other, told.StatusCode));
        Assert.Contains("Fine.", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task Call_Legacy_SameIdTwice_TheSecondIsRefused()
    {
        await using var host = await StartAsync();
        var session = await host.BeginAsync();
        var first = host.SendAsync(host.Legacy(Call, session));
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var (status, body) = await host.AskAsync(host.Legacy(Call, session));
        answer.SetResult(Answers.Fine);
        using var response = await first;

        Assert.Equal((HttpStatusCode.BadRequest, -32600), (status, body.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Call, session))).Status);
    }

    [Fact]
    public async Task Call_Endless_IsTakenBackAtTheTimeout()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time: time);
        var sending = host.SendAsync(host.Modern("tools/call", "a_b", "\"name\":\"a_b\""));
        await started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await time.AdvanceUntilAsync(cancelled.Task, TimeSpan.FromMinutes(1));

        using var response = await sending;
        Assert.Empty(Sse.Messages(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private Task<HttpHost> StartAsync(bool progress = false, TimeProvider? time = null, Func<HttpTransportOptions, HttpTransportOptions>? configure = null) => HttpHost.StartAsync(
        async (request, cancellationToken) =>
        {
            if (progress)
            {
                request.Progress!.Report(new(1, 2, "half"));
            }

            started.TrySetResult();
            try
            {
                return await answer.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                cancelled.TrySetResult();
                throw;
            }
        },
        configure,
        time);

    private static HttpRequestMessage WithToken(HttpHost host, string session) => host.Legacy(
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a_b","_meta":{"progressToken":1}}}""", session);

    private static HttpRequestMessage Listen(HttpHost host, string session, string? lastId = null)
    {
        var request = host.Bare(HttpMethod.Get, accept: "text/event-stream");
        request.Headers.Add("Mcp-Session-Id", session);
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        return request;
    }

    private static async Task<string> IdAsync(StreamReader reader)
    {
        string? line;
        do
        {
            line = await Sse.LineAsync(reader);
        }
        while (line?.StartsWith("id: ", StringComparison.Ordinal) == false);
        return line!["id: ".Length..];
    }

    private static async Task<string?> LastLineAsync(StreamReader reader)
    {
        string? line;
        do
        {
            line = await Sse.LineAsync(reader);
        }
        while (line is "");
        return line;
    }
}
