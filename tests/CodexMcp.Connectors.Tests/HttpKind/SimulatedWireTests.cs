using System.Net;
using System.Text;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>The simulator of a manifest looks at headers, parts and GraphQL documents too: what the system would not take, it does not.</summary>
public sealed class SimulatedWireTests
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
          find:
            title: Find
            description: Finds.
            verb: read
            request: { method: POST, path: /graphql, body: { graphql: { document: "query ($id: ID!, $n: Int) { thing(id: $id) { name } }", variables: { id: "{id}", n: "{n}" } } } }
            input: { type: object, required: [id], properties: { id: { type: string, description: Id. }, n: { type: integer, description: N. } } }
            output: { type: object }
            examples: [{ arguments: { id: a } }]
            sandbox: { body: { found: "{body.variables.id}" } }
          all:
            title: All
            description: Lists.
            verb: read
            request: { method: POST, path: /graphql, body: { graphql: { document: "{ things { name } }" } } }
            input: { type: object }
            output: { type: object }
            examples: [{ arguments: {} }]
            sandbox: { body: { all: true } }
          upload:
            title: Upload
            description: Uploads.
            verb: write
            request:
              method: POST
              path: /files
              headers: { X-Name: "{name}" }
              body: { multipart: { kind: "{kind}", file: { content: "{data}", encoding: base64, filename: a } } }
            input: { type: object, required: [name, kind, data], properties: { name: { type: string, maxLength: 5, description: Name. }, kind: { type: string, enum: [a, b], description: Kind. }, data: { type: string, description: Data. } } }
            output: { type: object }
            examples: [{ arguments: { name: a, kind: a, data: aGk= } }]
            sandbox: { body: { kind: "{body.kind}", file: "{body.file}" } }

        """;

    [Theory]
    [InlineData("""{"query":"query ($id: ID!, $n: Int) { thing(id: $id) { name } }","variables":{"id":"x"}}""", 200, """{"found":"x"}""")]
    [InlineData("""{"query":"query ($id: ID!,  $n: Int)\n{ thing(id: $id) { name } }","variables":{"id":"x","n":3}}""", 200, """{"found":"x"}""")]
    [InlineData("""{"query":"{ things { name } }","variables":{}}""", 200, """{"all":true}""")]
    [InlineData("""{"query":"query ($id: ID!, $n: Int) { thing(id: $id) { name } }","variables":{}}""", 400, "")]
    [InlineData("""{"query":"query ($id: ID!, $n: Int) { thing(id: $id) { name } }","variables":{"id":"x","n":"three"}}""", 400, "")]
    [InlineData("""{"query":"mutation { drop }","variables":{}}""", 400, "")]
    [InlineData("not json", 400, "")]
    public async Task Handle_GraphQl_GoesByItsDocument(string body, int status, string expected) =>
        Assert.Equal((status, expected), await SendAsync("/graphql", "application/json", body));

    [Theory]
    [InlineData("me", "a", "hi", 200)]
    [InlineData(null, "a", "hi", 400)]
    [InlineData("far too long", "a", "hi", 400)]
    [InlineData("me", "c", "hi", 400)]
    [InlineData("me", null, "hi", 400)]
    [InlineData("me", "a", null, 400)]
    public async Task Handle_PartsAndHeaders_AreChecked(string? name, string? kind, string? file, int expected)
    {
        var body = new StringBuilder();
        if (kind is not null)
        {
            body.Append($"--xx\r\nContent-Disposition: form-data; name=kind\r\n\r\n{kind}\r\n");
        }

        if (file is not null)
        {
            body.Append($"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{file}\r\n");
        }

        var (status, text) = await SendAsync("/files", "multipart/form-data; boundary=xx", body.Append("--xx--\r\n").ToString(), name);

        Assert.Equal(expected, status);
        Assert.True(expected != 200 || text == """{"kind":"a","file":"hi"}""", text);
    }

    [Fact]
    public async Task Handle_BrokenParts_AreRefused() => Assert.Equal(400, (await SendAsync("/files", "multipart/form-data; boundary=xx", "--xx\r\n", "me")).Status);

    private static async Task<(int Status, string Body)> SendAsync(string path, string type, string body, string? name = null)
    {
        await using var simulator = new ManifestSimulator("thing", SimulatedRig.Load(Manifest).Definition, TimeProvider.System);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = type };
        if (name is not null)
        {
            headers["X-Name"] = name;
        }

        var response = await simulator.HandleAsync(new SimulatorRequest("POST", path, "", headers, Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
        return ((int)(HttpStatusCode)response.Status, Encoding.UTF8.GetString(response.Body.Span));
    }
}
