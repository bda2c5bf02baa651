using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Tests.HttpKind;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.McpKind;

/// <summary>Servers over HTTP that answer wrongly, too much, for somebody else or from elsewhere: the call ends with words to go by, and no credential leaves.</summary>
public sealed class HostileHttpTests
{
    private const string Notice = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"flood\"}}\n\n";

    public static TheoryData<string, string> StrayEnds => new()
    {
        { "after the event", "data: {0}\n\ndata: [DONE]\n\n" },
        { "in the event", "data: {0}\ndata: [DONE]\n\n" },
        { "without a blank", "data:{0}\ndata:[DONE]\n\n" },
        { "on the line", "data: {0}[DONE]\n\n" },
        { "without a field", "data: {0}\n[DONE]\n\n" },
        { "with returns", "event: message\r\ndata: {0}\r\ndata: [DONE] \r\n\r\n" },
        { "at the very end", "data: {0}\n\n[DONE]" },
    };

    [Theory]
    [MemberData(nameof(StrayEnds))]
    public async Task Call_StreamEndsWithAStrayDone_IsAnswered(string where, string form)
    {
        await using var server = await ScriptedServer.StartAsync((context, request) => ScriptedServer.StreamAsync(context, form.Replace("{0}", ScriptedServer.Message(request))));
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: auto");

        Assert.True((await rig.RunAsync("do")).Structured.GetProperty("text").GetString() == "done", where);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Call_LeadsElsewhere_IsNeverFollowed(int status)
    {
        await using var elsewhere = await Upstream.WithJsonAsync("{}");
        await using var server = await ScriptedServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Address + "/mcp";
            return Task.CompletedTask;
        });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "write", "protocol: legacy");

        var failure = await rig.FailAsync("do");

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains("leads elsewhere", failure.Message);
        Assert.Contains("upstream.url", failure.Next);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("a body with a length")]
    [InlineData("a body without an end")]
    [InlineData("one event without an end")]
    [InlineData("one event of many lines")]
    public async Task Call_AnswerIsTooLarge_EndsAndDropsTheConnection(string how)
    {
        var dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async (context, request) =>
        {
            var isStream = how.StartsWith("one event", StringComparison.Ordinal);
            context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
            var piece = how.EndsWith("lines", StringComparison.Ordinal) ? "data: x\ndata: y\n" : new string('x', 10_000);
            if (how.EndsWith("length", StringComparison.Ordinal))
            {
                context.Response.ContentLength = 300_000;
            }

            try
            {
                await context.Response.WriteAsync(isStream ? "data: {" : "{", context.RequestAborted);
                for (var sent = 1; context.Response.ContentLength is not { } all || sent + piece.Length < all; sent += piece.Length)
                {
                    await context.Response.WriteAsync(piece, context.RequestAborted);
                }

                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                dropped.TrySetResult();
            }
        });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        var failure = await rig.FailAsync("do");

        Assert.Equal(ConnectorFailure.BadAnswer, failure.Failure);
        Assert.Contains("more than 200000 bytes", failure.Message);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        // It came once: nobody asked for the same again.
        Assert.Single(server.Methods, "tools/call");
    }

    [Fact]
    public async Task Call_AnswerToSomebodyElse_IsNobodys()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => ScriptedServer.StreamAsync(
            context, "data: {\"jsonrpc\":\"2.0\",\"id\":999999,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"somebody else's\"}]}}\n\n"));
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        var failure = await rig.FailAsync("do");

        Assert.Contains("ended its answer without a result", failure.Message);
    }

    [Fact]
    public async Task Call_FloodOfNotices_IsCutOff()
    {
        await using var server = await ScriptedServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(string.Concat(Enumerable.Repeat(Notice, 100)));
            }
        });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        Assert.Contains("more than 5000 notifications", (await rig.FailAsync("do")).Message);
    }

    [Fact]
    public async Task Call_ServerHangs_EndsWithItsCallerAndTheServerIsTold()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async (context, _) =>
        {
            using var registration = context.RequestAborted.Register(gone.SetResult);
            begun.TrySetResult();
            await gone.Task;
        });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = rig.Connector.ExecuteAsync(rig.Call("do"), patience.Token).AsTask();
        await begun.Task;

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(401, ConnectorFailure.Configuration, "does not accept the connector's credential")]
    [InlineData(403, ConnectorFailure.Refused, "does not allow this")]
    [InlineData(429, ConnectorFailure.RateLimited, "asks for patience")]
    [InlineData(503, ConnectorFailure.Unavailable, "HTTP 503")]
    public async Task Call_OtherStatus_SaysWhatItIs(int status, ConnectorFailure expected, string words)
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => Upstream.JsonAsync(context, "<html>s3cret-canary</html>", status, "text/html"));
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        var failure = await rig.FailAsync("do");

        Assert.Equal(expected, failure.Failure);
        Assert.Contains(words, failure.Message);
    }

    [Fact]
    public async Task Call_AnswerIsAPage_IsNoAnswer()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => Upstream.JsonAsync(context, "<html>Sign in</html>", 200, "text/html"));
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        Assert.Contains("neither JSON nor an event stream", (await rig.FailAsync("do")).Message);
    }

    [Theory]
    [InlineData(404, "text/plain", "no")]
    [InlineData(400, "application/json", """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}}""")]
    public async Task Call_ServerHasForgottenTheSession_WasNotSentAndTheNextBeginsAnew(int status, string type, string body)
    {
        var forgets = true;
        await using var server = await ScriptedServer.StartAsync((context, request) =>
            forgets ? Upstream.JsonAsync(context, body, status, type) : Upstream.JsonAsync(context, ScriptedServer.Message(request)));
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "write", "protocol: legacy");
        var before = server.Sessions;

        var failure = await rig.FailAsync("do");

        // A write that the server did not take has certainly not happened.
        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.Contains("was not sent", failure.Message);
        forgets = false;
        Assert.Equal("done", (await rig.RunAsync("do")).Structured.GetProperty("text").GetString());
        Assert.Equal(before + 2, server.Sessions);
    }

    [Fact]
    public async Task Call_StreamBreaksInTheMiddle_IsAskedForAgainByItsLastEvent()
    {
        var waiting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(
            async (context, request) =>
            {
                waiting.TrySetResult(ScriptedServer.Message(request));
                await ScriptedServer.StreamAsync(context, "id: call-1\nretry: 10\ndata: \n\n");
            },
            async context =>
            {
                if (context.Request.Headers["Last-Event-ID"] != "call-1")
                {
                    context.Response.StatusCode = 405;
                    return;
                }

                Assert.StartsWith("Bearer ", context.Request.Headers.Authorization, StringComparison.Ordinal);
                Assert.NotEmpty(context.Request.Headers["Mcp-Session-Id"].ToString());
                await ScriptedServer.StreamAsync(context, $"id: call-2\ndata: {await waiting.Task}\n\n");
            });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");

        Assert.Equal("done", (await rig.RunAsync("do")).Structured.GetProperty("text").GetString());
        Assert.Single(server.Methods, "tools/call");
    }

    [Fact]
    public async Task Call_TwoAtOnce_EachHearsItsOwnNotices()
    {
        var both = new CountdownEvent(2);
        await using var server = await ScriptedServer.StartAsync(async (context, request) =>
        {
            both.Signal();
            await Task.Run(() => both.Wait(TestContext.Current.CancellationToken));
            var number = request.GetProperty("params").GetProperty("arguments").GetProperty("n").GetInt32();
            await ScriptedServer.StreamAsync(context, Notice.Replace("flood", $"for {number}") + $"data: {ScriptedServer.Message(request)}\n\n");
        });
        await using var rig = await UpstreamRig.HttpAsync(server.Address, "read", "protocol: legacy");
        RelayTests.Heard<ToolNotice>[] heard = [new(), new()];

        await Task.WhenAll(heard.Select((notices, n) => rig.RunAsync(rig.Call("do", $$"""{"n":{{n}}}""") with { Notices = notices })));

        Assert.Equal("for 0", Assert.Single(heard[0].All).Message);
        Assert.Equal("for 1", Assert.Single(heard[1].All).Message);
    }
}
