using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>The rules of a manifest hold whatever an agent sends, and a role without a list may do nothing.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("""{"name":"a","amount":5}""", """{"things":["a","b-*"]}""", null)]
    [InlineData("""{"name":"b-7","amount":5}""", """{"things":["a","b-*"]}""", null)]
    [InlineData("""{"name":"c","amount":5}""", """{"things":["a","b-*"]}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", """{"things":[]}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", """{}""", "Not yours.")]
    [InlineData("""{"name":"a","amount":5}""", null, "Not yours.")]
    [InlineData("""{"name":"a","amount":500}""", """{"things":["*"]}""", "Too much.")]
    [InlineData("""{"name":"a","amount":5,"event":"APPROVE"}""", """{"things":["*"]}""", "A draft only.")]
    public async Task Check_Call_HoldsToTheRules(string arguments, string? scope, string? refusal)
    {
        await using var upstream = await Upstream.WithJsonAsync("{}");
        await using var rig = new Rig(upstream.Address, """
              add:
                title: Add
                description: Adds a thing.
                verb: write
                request: { method: POST, path: /things, body: { json: { name: "{name}", amount: "{amount}", event: "{event}" } } }
                guard:
                  - { value: "{name}", in_scope: things, message: Not yours., next: Use one of yours. }
                  - { arguments: { properties: { amount: { maximum: 100 } } }, message: Too much., next: Take less. }
                  - { body: { not: { required: [event] } }, message: A draft only., next: Leave the event out. }
                input: { type: object, properties: { name: { type: string, description: Name. }, amount: { type: integer, description: Amount. }, event: { type: string, description: Event. } } }
                output: { type: object }
                examples: [{ arguments: {} }]
                sandbox: { body: {} }
            """);

        var verdict = await rig.Connector.Guard!.CheckAsync(rig.Call("add", arguments, scope: scope), TestContext.Current.CancellationToken);

        Assert.Equal(refusal, verdict.Rejection?.Message);
        Assert.Empty(upstream.Requests);
    }

    private const string Moved = """
          get:
            title: Get
            description: Reads one thing.
            verb: read
            request: { path: "/things/{id}" }
            guard: [{ answer: "/key | before:-", in_scope: things, message: It was moved., next: Take another. }]
            response: { result: { key: /key } }
            input: { type: object, required: [id], properties: { id: { type: string, description: Id. } } }
            output: { type: object, properties: { key: { type: string } } }
            examples: [{ arguments: { id: a } }]
            sandbox: { body: {} }
          change:
            title: Change
            description: Changes one thing.
            verb: write
            request: { method: PUT, path: "/things/{id}", body: { json: { name: x } } }
            guard: [{ ask: { path: "/things/{id}" }, answer: "/key | before:-", in_scope: things, message: It was moved., next: Take another. }]
            response: { result: { key: /key } }
            input: { type: object, required: [id], properties: { id: { type: string, description: Id. } } }
            output: { type: object, properties: { key: { type: string } } }
            examples: [{ arguments: { id: a } }]
            sandbox: { body: {} }
          list:
            title: List
            description: Lists things.
            verb: read
            items: /things
            continuation: continuation
            request: { path: /things }
            response: { result: { things: { from: /items, where: [{ at: /key, in_scope: things }], take: { key: /key } } } }
            input: { type: object, properties: { continuation: { type: string, description: Token. } } }
            output: { type: object, properties: { things: { type: array }, truncated: { type: boolean }, continuation: { type: string } } }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }

        """;

    [Fact]
    public async Task Execute_AnswerFromOutsideTheScope_IsWithheld()
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"key":"HR-7"}""");
        await using var rig = new Rig(upstream.Address, Moved);

        foreach (var (scope, allowed) in new[] { ("""{"things":["HR"]}""", true), ("""{"things":["PD"]}""", false), ("{}", false), (null, false) })
        {
            var run = rig.Connector.ExecuteAsync(rig.Call("get", """{"id":"PD-1"}""", scope: scope), TestContext.Current.CancellationToken);
            if (allowed)
            {
                Assert.Equal("HR-7", (await run).Structured.GetProperty("key").GetString());
            }
            else
            {
                var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await run);
                Assert.Equal((ConnectorFailure.Refused, "It was moved."), (failure.Failure, failure.Message));
            }
        }
    }

    [Theory]
    [InlineData("""{"key":"PD-1"}""", 200, null)]
    [InlineData("""{"key":"HR-7"}""", 200, "It was moved.")]
    [InlineData("{}", 200, "It was moved.")]
    [InlineData("<html>", 200, "It was moved.")]
    [InlineData("{}", 404, "Things has no such thing, or the connector's account may not see it.")]
    public async Task Check_QuestionBeforeTheCall_DecidesAndWritesNothing(string answer, int status, string? refusal)
    {
        await using var upstream = await Upstream.WithJsonAsync(answer, status);
        await using var rig = new Rig(upstream.Address, Moved);

        var verdict = await rig.Connector.Guard!.CheckAsync(rig.Call("change", """{"id":"PD-1"}""", scope: """{"things":["PD"]}"""), TestContext.Current.CancellationToken);

        Assert.Equal(refusal, verdict.Rejection?.Message);
        Assert.Equal(("GET", "/v1/things/PD-1"), (upstream.Requests.Single().Method, upstream.Requests.Single().Target));
    }

    [Fact]
    public async Task Check_QuestionThatCantBeAsked_Rejects()
    {
        await using var upstream = await Upstream.StartAsync(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var rig = new Rig(upstream.Address, Moved);

        var verdict = await rig.Connector.Guard!.CheckAsync(rig.Call("change", """{"id":"PD-1"}""", scope: """{"things":["PD"]}"""), TestContext.Current.CancellationToken);

        Assert.StartsWith("Whether the call is within the role's scope can't be checked now.", verdict.Rejection?.Message);
    }

    [Theory]
    [InlineData("""{"things":["PD","WEB*"]}""", """[{"key":"PD"},{"key":"WEB2"}]""")]
    [InlineData("""{"things":["*"]}""", """[{"key":"PD"},{"key":"HR"},{"key":"WEB2"}]""")]
    [InlineData("""{"things":[]}""", "[]")]
    [InlineData("{}", "[]")]
    [InlineData(null, "[]")]
    public async Task Execute_RowsOutsideTheScope_AreLeftOut(string? scope, string expected)
    {
        await using var upstream = await Upstream.WithJsonAsync("""{"items":[{"key":"PD"},{"key":"HR"},{"key":"WEB2"},{"name":"nameless"}]}""");
        await using var rig = new Rig(upstream.Address, Moved);

        var result = await rig.Connector.ExecuteAsync(rig.Call("list", scope: scope), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Structured.GetProperty("things").GetRawText());
    }
}
