using System.Text;
using System.Text.Json;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>What a manifest's simulator refuses beside a wrong request: names that are taken, states that don't allow it, records that are not there; and what jobs leave behind.</summary>
public sealed class SimulatedChecksTests
{
    private const string Manifest = """
        connector: thing
        kind: http
        version: 1.0.0
        title: Things
        description: A system of things.
        hosts: [api.example.com]
        environments: { sandbox: { settings: {} } }
        base_url: https://api.example.com
        tools:
          add:
            title: Add
            description: Adds a thing.
            verb: write
            request: { method: POST, path: /things, body: { json: { name: "{name}", kind: "{kind}", parent: "{parent}" } } }
            input: { type: object, required: [name, kind], properties: { name: { type: string, description: Name. }, kind: { type: string, description: Kind. }, parent: { type: string, description: Parent. } } }
            output: { type: object }
            examples: [{ arguments: { name: a, kind: big } }]
            sandbox:
              status: 201
              collection: things
              does: create
              row: { name: "{body.name}", colour: "{known.colour}" }
              body: "{row}"
              known: { collection: kinds, where: { name: "{body.kind}" } }
              missing: { status: 404, body: { no: kind } }
              refuses:
                - { if: { body.parent: "*" }, unless: { collection: things, where: { name: "{body.parent}" } }, answer: { status: 422, body: { no: "parent {body.parent}" } } }
                - { if: { body.kind: small }, answer: { body: { no: small } } }
                - { when: { collection: things, where: { name: "{body.name}" } }, answer: { status: 409, body: { no: taken } } }
          upload:
            title: Upload
            description: Uploads a thing.
            verb: write
            request: { method: POST, path: /uploads, body: { multipart: { about: { content: "<a><thing name=\"{name|escape_xml}\"/></a>", media_type: text/xml }, file: { content: "{data}", encoding: base64, filename: a } }, subtype: mixed } }
            input: { type: object, required: [name, data], properties: { name: { type: string, description: Name. }, data: { type: string, description: Data. } } }
            output: { type: object }
            examples: [{ arguments: { name: a, data: aGk= } }]
            sandbox: { collection: things, does: put, where: { name: "{xml.about.thing.name}" }, new: { id: one }, row: { name: "{xml.about.thing.name}", touched: true }, body: "{row}" }
          find:
            title: Find
            description: Finds things.
            verb: read
            request: { path: /things, query: { filter: "{filter}" } }
            input: { type: object, properties: { filter: { type: string, description: Filter. } } }
            output: { type: object }
            examples: [{ arguments: {} }]
            sandbox: { collection: things, does: list, where: { name: "within:{query.filter}" }, body: "{rows}" }
          run:
            title: Run
            description: Runs.
            verb: write
            request: { method: POST, path: /runs }
            job: { handle: run, values: { id: /id }, poll: { path: "/runs/{job.id}" }, state: /state, running: [RUNNING], done: [DONE], failed: [KILLED], cancel: { method: DELETE, path: "/runs/{job.id}" } }
            response: { result: { state: /state } }
            input: { type: object }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, state: { type: string } } }
            examples: [{ arguments: {} }]
            sandbox:
              collection: things
              does: create
              row: { name: "{job}", state: RUNNING }
              body: { id: "{row.name}", state: "{row.state}" }
              job: { polls: 0, running: { body: "{row}" }, done: { row: { state: DONE }, body: "{row}" }, failed: { body: "{row}" }, cancelled: { status: 204, row: { state: KILLED } } }
          ask:
            title: Ask
            description: Asks for a run.
            verb: read
            job: { of: run }
            input: { type: object, required: [run], properties: { run: { type: string, description: The handle. } } }
            output: { type: object, required: [status], properties: { status: { type: string }, run: { type: string }, detail: { type: string }, state: { type: string } } }
            examples: [{ arguments: { run: none }, outcome: connector_error }]
        sandbox: { collections: { kinds: { rows: [{ name: big, colour: red }, { name: small }] }, things: { rows: [{ name: There }] } } }

        """;

    [Theory]
    [InlineData("""{"name":"New","kind":"big"}""", 201, """{"name":"New","colour":"red"}""")]
    [InlineData("""{"name":"New","kind":"big","parent":"There"}""", 201, """{"name":"New","colour":"red"}""")]
    [InlineData("""{"name":"New","kind":"big","parent":"Nowhere"}""", 422, """{"no":"parent Nowhere"}""")]
    [InlineData("""{"name":"New","kind":"odd"}""", 404, """{"no":"kind"}""")]
    [InlineData("""{"name":"New","kind":"small"}""", 400, """{"no":"small"}""")]
    [InlineData("""{"name":"There","kind":"big"}""", 409, """{"no":"taken"}""")]
    public async Task Handle_Create_IsCheckedAsTheManifestSays(string body, int status, string expected)
    {
        await using var simulator = Simulator();

        Assert.Equal((status, expected), await SendAsync(simulator, "POST", "/things", body));
        Assert.Equal(status == 201 ? 2 : 1, Rows(await SendAsync(simulator, "GET", "/things", "")));
    }

    [Fact]
    public async Task Handle_Put_ChangesWhatIsThereAndAddsWhatIsNot()
    {
        await using var simulator = Simulator();

        Assert.Equal((200, """{"name":"There","touched":true}"""), await SendAsync(simulator, "POST", "/uploads", Parts("""<a><thing name="There"/></a>"""), "multipart/mixed; boundary=xx"));
        Assert.Equal((200, """{"id":"one","name":"A \u0026 B","touched":true}"""), await SendAsync(simulator, "POST", "/uploads", Parts("""<a><thing name="A &amp; B"/></a>"""), "multipart/mixed; boundary=xx"));
        Assert.Equal(2, Rows(await SendAsync(simulator, "GET", "/things", "")));
    }

    [Theory]
    [InlineData("""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><thing name="&x;"/></a>""")]
    [InlineData("""<!DOCTYPE a [<!ENTITY x "1234567890"><!ENTITY y "&x;&x;&x;&x;">]><a><thing name="&y;"/></a>""")]
    [InlineData("<a><thing name=")]
    [InlineData("no xml")]
    public async Task Handle_XmlThatIsHostileOrBroken_SaysNothing(string xml)
    {
        await using var simulator = Simulator();

        var (status, body) = await SendAsync(simulator, "POST", "/uploads", Parts(xml), "multipart/mixed; boundary=xx");

        Assert.Equal(200, status);
        Assert.DoesNotContain("root:", body);
        Assert.DoesNotContain("1234567890", body);
    }

    [Fact]
    public async Task Handle_XmlThatIsDeeperThanAnyRequest_IsNotReadToTheEnd()
    {
        await using var simulator = Simulator();
        var deep = string.Concat(Enumerable.Repeat("<a>", 50_000)) + string.Concat(Enumerable.Repeat("</a>", 50_000));

        Assert.Equal(200, (await SendAsync(simulator, "POST", "/uploads", Parts(deep), "multipart/mixed; boundary=xx")).Status);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?filter=name%3Aeq%3AThere", 1)]
    [InlineData("?filter=name%3Aeq%3AElsewhere", 0)]
    public async Task Handle_Filter_LeavesWhatStandsInIt(string query, int rows)
    {
        await using var simulator = Simulator();

        Assert.Equal(rows, Rows(await SendAsync(simulator, "GET", "/things" + query, "")));
    }

    [Fact]
    public async Task Handle_Job_LeavesItsRecordAndChangesItAtTheEnd()
    {
        await using var simulator = Simulator();
        var id = Id(await SendAsync(simulator, "POST", "/runs", ""));
        Assert.Contains($$"""{"name":"{{id}}","state":"RUNNING"}""", (await SendAsync(simulator, "GET", "/things", "")).Body);

        Assert.Contains("DONE", (await SendAsync(simulator, "GET", $"/runs/{id}", "")).Body);
        Assert.Contains($$"""{"name":"{{id}}","state":"DONE"}""", (await SendAsync(simulator, "GET", "/things", "")).Body);

        var other = Id(await SendAsync(simulator, "POST", "/runs", ""));
        Assert.Equal(204, (await SendAsync(simulator, "DELETE", $"/runs/{other}", "")).Status);
        Assert.Contains($$"""{"name":"{{other}}","state":"KILLED"}""", (await SendAsync(simulator, "GET", "/things", "")).Body);
        Assert.Contains($$"""{"name":"{{id}}","state":"DONE"}""", (await SendAsync(simulator, "GET", "/things", "")).Body);
    }

    private static ManifestSimulator Simulator() => new("thing", SimulatedRig.Load(Manifest).Definition, TimeProvider.System);

    private static int Rows((int, string Body) answer)
    {
        using var rows = JsonDocument.Parse(answer.Body);
        return rows.RootElement.GetArrayLength();
    }

    private static string Id((int, string Body) answer)
    {
        using var made = JsonDocument.Parse(answer.Body);
        return made.RootElement.GetProperty("id").GetString()!;
    }

    private static string Parts(string xml) => $"--xx\r\nContent-Disposition: name=\"about\"\r\nContent-Type: text/xml\r\n\r\n{xml}\r\n--xx\r\nContent-Disposition: name=\"file\"; filename=\"a\"\r\n\r\nhi\r\n--xx--\r\n";

    private static async Task<(int Status, string Body)> SendAsync(ManifestSimulator simulator, string method, string path, string body, string type = "application/json")
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = type };
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var request = new SimulatorRequest(method, at < 0 ? path : path[..at], at < 0 ? "" : path[at..], headers, Encoding.UTF8.GetBytes(body));
        var response = await simulator.HandleAsync(request, TestContext.Current.CancellationToken);
        return (response.Status, Encoding.UTF8.GetString(response.Body.Span));
    }
}
