using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>The simulator of a manifest plays its jobs and its sessions: what runs, what fails, what is cancelled, and who may ask.</summary>
public sealed class SimulatedJobTests
{
    private const string Manifest = """
        connector: thing
        kind: http
        version: 1.0.0
        title: Things
        description: A system with sites and jobs.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} } }
        base_url: https://api.example.com/v1
        auth:
          kind: sign_in
          name: X-Auth
          token: /session/token
          values: { site: /session/site }
          request: { method: POST, path: /signin, body: { json: { user: "{setting.user}", password: "{setting.password}" } } }
        errors: { message: [/message, /error] }
        sandbox: { sign_in: { body: { session: { token: "{token}", site: S1 } } } }
        tools:
          run:
            title: Run
            description: Runs a project.
            verb: write
            request: { method: POST, path: "/sites/{session.site}/projects/{project}/runs", body: { json: { input: "{input}" } } }
            job:
              handle: run
              values: { id: /runId, project: "{project}" }
              poll: { path: "/sites/{session.site}/projects/{job.project}/runs/{job.id}" }
              state: /status
              running: [PENDING, RUNNING]
              done: [COMPLETED]
              failed: [ERRORED, KILLED]
              result: { path: "/sites/{session.site}/runs/{job.id}/output" }
              cancel: { method: DELETE, path: "/sites/{session.site}/projects/{job.project}/runs/{job.id}" }
              every: 1ms
              up_to: 2ms
              wait: WAIT
            response: { result: { output: /output } }
            input: { type: object, required: [project], properties: { project: { type: string, description: Project. }, input: { type: string, description: Input. } } }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, output: { type: string } } }
            examples: [{ arguments: { project: p } }]
            sandbox:
              body: { runId: "{job}" }
              job:
                polls: POLLS
                running: { body: { status: RUNNING } }
                done: { body: { status: COMPLETED } }
                failed: { body: { status: ERRORED, error: "no {body.input}" } }
                fails_when: { body.input: bad }
                result: { body: { output: "ran {path.project} with {body.input}" } }
          get_run:
            title: Get
            description: Asks for a run.
            verb: read
            job: { of: run }
            input: { type: object, required: [run], properties: { run: { type: string, description: Handle. } } }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, output: { type: string } } }
            examples: [{ arguments: { run: none }, outcome: connector_error }]
          stop_run:
            title: Stop
            description: Stops a run.
            verb: write
            job: { of: run, does: cancel }
            input: { type: object, required: [run], properties: { run: { type: string, description: Handle. } } }
            output: { type: object, required: [status], properties: { status: { type: string } } }
            examples: [{ arguments: { run: none }, outcome: connector_error }]
        """;

    private static SimulatedRig Rig(int polls = 2, string wait = "20s", bool spoil = false) =>
        new(SimulatedRig.Load(Manifest.Replace("POLLS", $"{polls}").Replace("WAIT", wait)), spoil);

    private static async Task<JsonElement> RunAsync(SimulatedRig rig, string tool, string arguments) =>
        (await rig.Connector.ExecuteAsync(rig.Call(tool, JsonDocument.Parse(arguments).RootElement), TestContext.Current.CancellationToken)).Structured;

    [Fact]
    public async Task Execute_JobOfTheSimulator_RunsAndEnds()
    {
        await using var rig = Rig();

        var result = await RunAsync(rig, "run", """{"project":"p 1","input":"x"}""");

        Assert.Equal("""{"status":"done","output":"ran p 1 with x"}""", result.GetRawText());
    }

    [Fact]
    public async Task Execute_JobThatTheSimulatorFails_SaysWhy()
    {
        await using var rig = Rig();

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(rig, "run", """{"project":"p","input":"bad"}"""));

        Assert.EndsWith("It says: no bad", failure.Message);
    }

    [Fact]
    public async Task Execute_JobThatIsStopped_IsAskedForInVain()
    {
        await using var rig = Rig(polls: 1000, wait: "20ms");
        var ask = $$"""{"run":{{(await RunAsync(rig, "run", """{"project":"p"}""")).GetProperty("run").GetRawText()}}}""";

        Assert.Equal("running", (await RunAsync(rig, "get_run", ask)).GetProperty("status").GetString());
        Assert.Equal("cancelled", (await RunAsync(rig, "stop_run", ask)).GetProperty("status").GetString());
        Assert.Equal("not_running", (await RunAsync(rig, "stop_run", ask)).GetProperty("status").GetString());
        Assert.Equal(ConnectorFailure.Refused, (await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(rig, "get_run", ask))).Failure);
    }

    [Fact]
    public async Task Execute_SessionThatEndsWhileAJobRuns_IsMadeAnew()
    {
        await using var rig = Rig(polls: 1000, wait: "20ms");
        var ask = $$"""{"run":{{(await RunAsync(rig, "run", """{"project":"p"}""")).GetProperty("run").GetRawText()}}}""";

        rig.Simulator.ExpireTokens();

        Assert.Equal("running", (await RunAsync(rig, "get_run", ask)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Execute_WrongSecret_IsForAnOperator()
    {
        await using var rig = Rig(spoil: true);

        Assert.Equal(ConnectorFailure.Configuration, (await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(rig, "run", """{"project":"p"}"""))).Failure);
    }
}
