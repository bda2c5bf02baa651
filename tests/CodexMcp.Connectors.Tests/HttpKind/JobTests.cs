using System.Text.Json;
using CodexMcp.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>Work that takes a while: submitted, asked for, fetched, stopped, and never lost or begun twice because a look at it failed.</summary>
public sealed class JobTests
{
    private const string Job = """
        handle: export
              values: { id: /job/id, design: "{design}" }
              poll: { path: "/exports/{job.id}", query: { design: "{job.design}" } }
              state: /job/status
              running: [in_progress]
              done: [success]
              failed: [failed]
              cancel: { method: DELETE, path: "/exports/{job.id}" }
              every: 1ms
              up_to: 2ms
              wait: 20s
        """;

    private const string Parts = """
        response:
              result: { urls: /job/urls, design: "{job.design}" }
              errors: { code: [/job/error/code], message: [/job/error/message], say: { license_required: { message: "The design has premium parts.", next: "Choose another." } } }
        """;

    private const string Output = "output: { type: object, required: [status], properties: { status: { type: string }, export: { type: string }, detail: { type: string }, urls: { type: array }, design: { type: string } } }";

    private readonly List<string> events = [];
    private int looks;

    private static string Tools(string verb = "write", string job = Job) => $$"""
          export:
            title: Export
            description: Exports a design.
            verb: {{verb}}
            request: { method: POST, path: /exports, because: It is a test of both., body: { json: { design_id: "{design}" } } }
            job:
              {{job}}
            {{Parts}}
            input: { type: object, required: [design], properties: { design: { type: string, description: Design. }{{(verb == "read" ? ", export: { type: string, description: Handle. }" : "")}} } }
            {{Output}}
            examples: [{ arguments: { design: a } }]
            sandbox: { body: {}, job: { running: {}, done: {} } }
          get_export:
            title: Get
            description: Asks for an export.
            verb: read
            job: { of: export }
            guard: [{ value: "{job.design}", in_scope: things, message: Not yours., next: Take another. }]
            input: { type: object, required: [export], properties: { export: { type: string, description: Handle. } } }
            {{Output}}
            examples: [{ arguments: { export: none }, outcome: connector_error }]
          stop_export:
            title: Stop
            description: Stops an export.
            verb: write
            idempotent: true
            job: { of: export, does: cancel }
            input: { type: object, required: [export], properties: { export: { type: string, description: Handle. } } }
            output: { type: object, required: [status], properties: { status: { type: string } } }
            examples: [{ arguments: { export: none }, outcome: connector_error }]

        """;

    private static string With(string old, string replacement) => Job.Replace(old, replacement, StringComparison.Ordinal);

    [Fact]
    public async Task Execute_JobThatEnds_GivesItsResult()
    {
        await using var upstream = await VendorAsync(_ => looks < 3 ? """{"job":{"status":"in_progress"}}""" : """{"job":{"status":"success","urls":["https://x.example/1"]}}""");
        await using var rig = new Rig(upstream.Address, Tools());
        var progress = new List<ToolProgress>();

        var result = await rig.Connector.ExecuteAsync(rig.Call("export", """{"design":"DA/1"}""") with { Progress = new Sink(progress) }, TestContext.Current.CancellationToken);

        Assert.Equal("""{"status":"done","urls":["https://x.example/1"],"design":"DA/1"}""", result.Structured.GetRawText());
        Assert.Equal(["POST /v1/exports", "GET /v1/exports/j%2F1?design=DA%2F1", "GET /v1/exports/j%2F1?design=DA%2F1", "GET /v1/exports/j%2F1?design=DA%2F1"], events);
        Assert.Equal(2, progress.Count);
        Assert.True(progress[0].Progress < progress[1].Progress);
    }

    [Theory]
    [InlineData("""{"job":{"status":"failed","error":{"code":"license_required"}}}""", "The design has premium parts.")]
    [InlineData("""{"job":{"status":"failed","error":{"code":"internal","message":"bad\u202E luck"}}}""", "Things took the work, but it failed. It says: bad luck")]
    [InlineData("""{"job":{"status":"failed"}}""", "Things took the work, but it failed.")]
    public async Task Execute_JobThatFails_SaysWhy(string answer, string expected)
    {
        await using var upstream = await VendorAsync(_ => answer);
        await using var rig = new Rig(upstream.Address, Tools());

        var failure = await rig.FailAsync("export", """{"design":"a"}""");

        Assert.Equal((ConnectorFailure.Refused, expected), (failure.Failure, failure.Message));
    }

    [Fact]
    public async Task Execute_JobThatIsDoneAtOnce_AsksNoMore()
    {
        await using var upstream = await VendorAsync(_ => "{}", """{"job":{"id":"1","status":"success","urls":["u"]}}""");
        await using var rig = new Rig(upstream.Address, Tools());

        Assert.Equal("done", (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("status").GetString());
        Assert.Single(events);
    }

    [Fact]
    public async Task Execute_JobThatTakesLong_GivesAHandleThatOnlyItsOwnerCanUse()
    {
        await using var upstream = await VendorAsync(_ => looks < 4000 ? """{"job":{"status":"in_progress"}}""" : """{"job":{"status":"success","urls":["u"]}}""");
        await using var rig = new Rig(upstream.Address, Tools(job: With("wait: 20s", "wait: 30ms")));

        var running = await rig.RunAsync("export", """{"design":"a"}""");
        var handle = running.GetProperty("export").GetString();
        Assert.Equal("running", running.GetProperty("status").GetString());
        Assert.Contains("thing_get_export", running.GetProperty("detail").GetString());
        looks = 4000;
        var ask = $$"""{"export":"{{handle}}"}""";
        var theirs = await Assert.ThrowsAsync<ConnectorException>(async () => await rig.Connector.ExecuteAsync(rig.Call("get_export", ask, principal: "local:mallory"), TestContext.Current.CancellationToken));
        var unknown = await rig.FailAsync("get_export", """{"export":"h999999"}""");
        var done = await rig.RunAsync("get_export", ask);

        Assert.Equal((unknown.Message, unknown.Next, unknown.Failure), (theirs.Message, theirs.Next, theirs.Failure));
        Assert.Equal("""{"status":"done","urls":["u"],"design":"a"}""", done.GetRawText());
        Assert.Single(events, text => text.StartsWith("POST"));
    }

    [Fact]
    public async Task Execute_HandleOfAnotherTool_IsUnknown()
    {
        await using var upstream = await VendorAsync(_ => """{"job":{"status":"in_progress"}}""");
        await using var rig = new Rig(upstream.Address, Tools() + Rig.Things, auth: "{ kind: none }");
        var call = rig.Call("get_export", """{"export":"x"}""");
        foreach (var forged in new[] { "hk1|list|0|0|", "hj2|export", "hj2|other|f|0|{}", "hj2|export|f|0|{", "hj2|export|f|-1|{}", "hj2|export|f|x|{}", "" })
        {
            var token = call.Handles.Seal(call, forged);
            Assert.Equal(ConnectorFailure.Refused, (await rig.FailAsync("get_export", $$"""{"export":"{{token}}"}""")).Failure);
        }

        Assert.Empty(events);
    }

    [Fact]
    public async Task Guard_OfWhoAsks_HoldsForWhatTheJobWasSubmittedWith()
    {
        await using var upstream = await VendorAsync(_ => """{"job":{"status":"in_progress"}}""");
        await using var rig = new Rig(upstream.Address, Tools(job: With("wait: 20s", "wait: 1ms")));
        var handle = (await rig.RunAsync("export", """{"design":"mine"}""")).GetProperty("export").GetString();

        Assert.Null(await Verdict("""{"things":["mine"]}"""));
        Assert.NotNull(await Verdict("""{"things":["other"]}"""));
        Assert.NotNull(await Verdict(null));

        async Task<object?> Verdict(string? scope) => (await rig.Connector.Guard!.CheckAsync(rig.Call("get_export", $$"""{"export":"{{handle}}"}""", scope: scope), TestContext.Current.CancellationToken)).Rejection;
    }

    [Fact]
    public async Task Execute_ReadThatTakesItsOwnHandle_WantsTheSameArguments()
    {
        await using var upstream = await VendorAsync(_ => """{"job":{"status":"in_progress"}}""");
        await using var rig = new Rig(upstream.Address, Tools("read", With("wait: 20s", "wait: 20ms")));
        var handle = (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("export").GetString();

        Assert.Equal("running", (await rig.RunAsync("export", $$"""{"design":"a","export":"{{handle}}"}""")).GetProperty("status").GetString());
        Assert.Equal(ConnectorFailure.Refused, (await rig.FailAsync("export", $$"""{"design":"b","export":"{{handle}}"}""")).Failure);
        Assert.Single(events, text => text.StartsWith("POST"));
    }

    /// <summary>A look that fails says nothing about the job: it is repeated, and then the agent has its handle. The submit is neither lost nor sent again.</summary>
    [Theory]
    [InlineData(503, "<html>")]
    [InlineData(500, "{}")]
    [InlineData(429, "{}")]
    [InlineData(404, """{"message":"gone"}""")]
    [InlineData(401, "{}")]
    [InlineData(200, """{"job":{"status":"dreaming"}}""")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"job\"")]
    public async Task Execute_LooksThatFail_EndWithTheHandle(int status, string body)
    {
        await using var upstream = await VendorAsync(_ => body, status: status);
        await using var rig = new Rig(upstream.Address, Tools());

        var result = await rig.RunAsync("export", """{"design":"a"}""");

        Assert.Equal("running", result.GetProperty("status").GetString());
        Assert.Contains("do not begin it again", result.GetProperty("detail").GetString());
        Assert.Single(events, text => text.StartsWith("POST"));
        Assert.InRange(looks, 1, 4);
    }

    [Fact]
    public async Task Execute_OneLookThatFails_IsRepeated()
    {
        await using var upstream = await Upstream.StartAsync(context => Note(context) switch
        {
            "POST" => Upstream.JsonAsync(context, """{"job":{"id":"j","status":"in_progress"}}"""),
            _ when ++looks == 1 => Upstream.JsonAsync(context, "{}", 502),
            _ => Upstream.JsonAsync(context, """{"job":{"status":"success","urls":["u"]}}"""),
        });
        await using var rig = new Rig(upstream.Address, Tools());

        Assert.Equal("done", (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Execute_SubmitThatIsLost_IsAFailureOfTheSubmit()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var rig = new Rig(upstream.Address, Tools());

        Assert.Equal(ConnectorFailure.Unavailable, (await rig.FailAsync("export", """{"design":"a"}""")).Failure);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"job":{"id":""}}""")]
    [InlineData("""{"job":{"id":".."}}""")]
    [InlineData("""{"job":{"id":{"a":1}}}""")]
    [InlineData("""{"job":{"id":"a\u0000b"}}""")]
    public async Task Execute_SubmitWithoutAUsableId_IsABadAnswer(string submit)
    {
        await using var upstream = await VendorAsync(_ => "{}", submit);
        await using var rig = new Rig(upstream.Address, Tools());

        Assert.Equal(ConnectorFailure.BadAnswer, (await rig.FailAsync("export", """{"design":"a"}""")).Failure);
        Assert.Single(events);
    }

    [Fact]
    public async Task Execute_RetryAfterBeyondTheBound_GivesTheHandleAtOnce()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3000";
            return Upstream.JsonAsync(context, Note(context) == "POST" ? """{"job":{"id":"j"}}""" : """{"job":{"status":"in_progress"}}""");
        });
        await using var rig = new Rig(upstream.Address, Tools());

        Assert.Equal("running", (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("status").GetString());
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task Execute_ClientThatCancels_StopsTheJob()
    {
        using var cancel = new CancellationTokenSource();
        await using var upstream = await VendorAsync(_ =>
        {
            if (looks == 2)
            {
                cancel.Cancel();
            }

            return """{"job":{"status":"in_progress"}}""";
        });
        await using var rig = new Rig(upstream.Address, Tools());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Connector.ExecuteAsync(rig.Call("export", """{"design":"a"}"""), cancel.Token));

        Assert.Equal("DELETE /v1/exports/j%2F1", events[^1]);
    }

    [Theory]
    [InlineData(204, "cancelled")]
    [InlineData(409, "not_running")]
    [InlineData(404, "not_running")]
    public async Task Execute_ToolThatStops_SaysWhetherItDid(int status, string expected)
    {
        await using var upstream = await Upstream.StartAsync(context => Note(context) switch
        {
            "POST" => Upstream.JsonAsync(context, """{"job":{"id":"j"}}"""),
            "DELETE" => Upstream.JsonAsync(context, "", status),
            _ => Upstream.JsonAsync(context, """{"job":{"status":"in_progress"}}"""),
        });
        await using var rig = new Rig(upstream.Address, Tools(job: With("wait: 20s", "wait: 1ms")));
        var handle = (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("export").GetString();

        Assert.Equal($$"""{"status":"{{expected}}"}""", (await rig.RunAsync("stop_export", $$"""{"export":"{{handle}}"}""")).GetRawText());
    }

    [Fact]
    public async Task Execute_ResultOfItsOwnRequest_IsFetched()
    {
        await using var upstream = await Upstream.StartAsync(context => Note(context) switch
        {
            "POST" => Upstream.JsonAsync(context, "{\"job\":{\"id\":\"j\"}}", 202),
            _ when context.Request.Path.Value!.EndsWith("/result", StringComparison.Ordinal) => Upstream.JsonAsync(context, """{"job":{"urls":["u"]}}"""),
            _ => Upstream.JsonAsync(context, "{}", ++looks < 2 ? 202 : 200),
        });
        var job = With("state: /job/status", "state: http_status\n      result: { path: \"/exports/{job.id}/result\" }").Replace("[in_progress]", "[\"202\"]").Replace("[success]", "[\"200\"]").Replace("[failed]", "[\"410\"]");
        await using var rig = new Rig(upstream.Address, Tools(job: job));

        Assert.Equal("u", (await rig.RunAsync("export", """{"design":"a"}""")).GetProperty("urls")[0].GetString());
    }

    private Task<Upstream> VendorAsync(Func<HttpContext, string> look, string submit = """{"job":{"id":"j/1","status":"in_progress"}}""", int status = 200) => Upstream.StartAsync(context =>
    {
        if (Note(context) == "GET")
        {
            looks++;
            return Upstream.JsonAsync(context, look(context), status);
        }

        return Upstream.JsonAsync(context, submit);
    });

    private string Note(HttpContext context)
    {
        lock (events)
        {
            events.Add($"{context.Request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}");
        }

        return context.Request.Method;
    }

    private sealed class Sink(List<ToolProgress> reports) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => reports.Add(value);
    }
}
