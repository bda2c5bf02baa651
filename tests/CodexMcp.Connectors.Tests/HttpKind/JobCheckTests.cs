namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A job or a sign-in that is described wrongly stops the start, with the place and what to do.</summary>
public sealed class JobCheckTests
{
    private const string Good = """
        connector: thing
        kind: http
        version: 1.0.0
        title: Things
        description: A system with jobs.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} } }
        base_url: https://api.example.com/v1
        auth:
          kind: sign_in
          token: /token
          values: { site: /site }
          request: { method: POST, path: /signin, body: { json: { user: "{setting.user}" } } }
        sandbox: { sign_in: { body: { token: "{token}", site: S1 } } }
        tools:
          run:
            title: Run
            description: Runs.
            verb: write
            request: { method: POST, path: "/{session.site}/runs", body: { json: { input: "{input}" } } }
            job:
              handle: run
              values: { id: /id, input: "{input}" }
              poll: { path: "/runs/{job.id}" }
              state: /status
              running: [RUNNING]
              done: [DONE]
              failed: [FAILED]
              wait: 20s
            response: { result: { output: /output } }
            input: { type: object, required: [input], properties: { input: { type: string, description: Input. } } }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, output: { type: string } } }
            examples: [{ arguments: { input: a } }]
            sandbox: { body: {}, job: { running: {}, done: {} } }
          get_run:
            title: Get
            description: Asks.
            verb: read
            job: { of: run }
            input: { type: object, required: [run], properties: { run: { type: string, description: Handle. } } }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, output: { type: string } } }
            examples: [{ arguments: { run: a }, outcome: connector_error }]

        """;

    [Fact]
    public void Load_Good_IsTaken() => Assert.Equal("thing", SimulatedRig.Load(Good).Name);

    [Theory]
    [InlineData("poll: { path: \"/runs/{job.id}\" }", "poll: { path: \"/runs/{job.ident}\" }", "'{job.ident}' is not one of the job's values.")]
    [InlineData("poll: { path: \"/runs/{job.id}\" }", "poll: { path: \"/runs/{input}\" }", "Copy it into job.values")]
    [InlineData("result: { output: /output }", "result: { output: \"{input}\" }", "Copy it into job.values")]
    [InlineData("result: { output: /output }", "result: { status: /output }", "The host writes 'status' itself")]
    [InlineData("response: { result: { output: /output } }", "response: {}", "A job's tool needs response.result")]
    [InlineData("path: \"/{session.site}/runs\"", "path: \"/{session.sites}/runs\"", "'{session.sites}' is not known here. Did you mean 'site'?")]
    [InlineData("path: \"/{session.site}/runs\"", "path: \"/{job.id}/runs\"", "There is no job here")]
    [InlineData("path: /signin", "path: \"/{session.site}/signin\"", "Only what is sent after a sign-in has a session")]
    [InlineData("path: /signin", "path: \"/{input}/signin\"", "is an argument, but no tool's arguments are known here")]
    [InlineData("token: /token", "token: token", "'token' is not a JSON pointer")]
    [InlineData("token: /token\n", "lifetime: 5m\n", "auth of kind sign_in needs 'token'")]
    [InlineData("token: /token", "token: /token\n  user: me", "auth of kind sign_in has no 'user'")]
    [InlineData("sandbox: { sign_in: { body: { token: \"{token}\", site: S1 } } }", "sandbox: {}", "The sandbox does not answer the sign-in")]
    [InlineData("state: /status", "every: 1s", "A job needs 'state'")]
    [InlineData("wait: 20s", "wait: 28s", "resilience.attempt_timeout is 30 s")]
    [InlineData("wait: 20s", "wait: soon", "'soon' is not a duration")]
    [InlineData("verb: write", "verb: write\n    timeout: 10s", "the tool's timeout is 10 s")]
    [InlineData("job: { of: run }", "job: { of: walk }", "is not a tool of this connector that submits jobs")]
    [InlineData("job: { of: run }", "job: { of: get_run }", "is not a tool of this connector that submits jobs")]
    [InlineData("job: { of: run }", "job: { of: run, wait: 5s }", "'wait' is said where the job is submitted")]
    [InlineData("job: { of: run }", "job: { of: run }\n    request: { path: /x }", "A tool with 'job.of' has no 'request' of its own")]
    [InlineData("job: { of: run }", "job: { of: run, does: cancel }", "The job has no 'cancel'")]
    [InlineData("verb: read", "verb: write", "asking for a job only reads")]
    [InlineData("required: [run], properties: { run: { type: string, description: Handle. } }", "properties: { run: { type: string, description: Handle. } }", "has one argument: 'run', a required string")]
    [InlineData("required: [status], properties: { status: { type: string }, run: { type: string }, detail", "required: [status, output], properties: { status: { type: string }, run: { type: string }, detail", "which a job that runs on does not have")]
    [InlineData("detail: { type: string }, ", "", "The output schema of a job needs 'detail'")]
    [InlineData("properties: { input: { type: string, description: Input. } }", "properties: { input: { type: string, description: Input. }, run: { type: string, description: Handle. } }", "Only a tool that reads takes its own handle")]
    [InlineData("handle: run", "handle: walk", "Nothing takes the handle 'walk'", "job: { of: run }", "request: { path: /x }\n    sandbox: { body: {} }")]
    [InlineData(", job: { running: {}, done: {} } }", " }", "does not say how its job ends")]
    [InlineData("base_url: https://api.example.com/v1", "base_url: \"https://api.example.com/{session.site}\"", "what a call brings could choose the host")]
    public void Load_Wrong_SaysWhereAndWhatToDo(string old, string replacement, string expected, string? old2 = null, string? replacement2 = null)
    {
        Assert.Contains(old, Good);
        var at = Good.IndexOf(old, StringComparison.Ordinal);
        var text = Good[..at] + replacement + Good[(at + old.Length)..];

        var failure = Assert.Throws<InvalidOperationException>(() => SimulatedRig.Load(old2 is null ? text : text.Replace(old2, replacement2)));

        Assert.Contains(expected, failure.Message);
    }
}
