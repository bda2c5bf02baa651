using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>A connector as the host runs it, from a manifest of the test's own, against a server on loopback.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string Token = "canary-token-5f2e9c";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codex-mcp-");
    private readonly HttpMessageHandler transport = ConnectorHttp.LoopbackTransport();
    private readonly ConnectorSource source;

    public Rig(string address, string tools = Things, string auth = "{ kind: bearer, token: \"{setting.token}\" }", string more = "", TimeProvider? time = null, string password = "-", string hosts = "api.example.com", Connectors.Login.ILoginStore? logins = null)
    {
        var text = $$"""
            connector: thing
            kind: http
            version: 1.0.0
            title: Things
            description: A system of things.
            hosts: [{{hosts}}]
            environments: { sandbox: { settings: { base: "-", token: "-", client: "-", secret: "-", key: "-", password: "-" } } }
            base_url: "{setting.base}"
            auth: {{auth}}
            scope: { type: object, properties: { things: { type: array, items: { type: string } } } }
            {{more}}
            tools:
            {{tools}}
            """;
        Directory.CreateDirectory(Path.Combine(folder.FullName, "thing"));
        File.WriteAllText(Path.Combine(folder.FullName, "thing", "connector.yaml"), text);
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "thing", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        var settings = JsonDocument.Parse($$"""{"base":"{{address}}/v1","token":"{{Token}}","client":"me","secret":"hush-hush","password":"{{JsonEncodedText.Encode(password)}}"}""").RootElement;
        source = new ConnectorSource(
            [new ConnectorSetup { Name = "thing", Hosts = Manifest.Hosts, Settings = environment => Manifest.ResolveSettings(environment) }],
            [new HttpKindConnectorFactory(Manifest, logins)],
            _ => new SandboxEndpoint(transport, settings),
            time ?? TimeProvider.System);
    }

    public ConnectorManifest Manifest { get; }

    public IConnector Connector => source.Get("thing", "sandbox").Connector;

    public ToolInvocation Call(string tool, string arguments = "{}", string principal = "local:alice", string? scope = null) => new()
    {
        CallId = "0198c0de0000700080000000000000aa",
        Role = "tester",
        Principal = principal,
        Environment = "sandbox",
        Tool = Manifest.Catalog.Tools[tool],
        Arguments = JsonDocument.Parse(arguments).RootElement,
        Scope = scope is null ? null : JsonDocument.Parse(scope).RootElement,
        Handles = Sealer.Shared,
    };

    public async Task<JsonElement> RunAsync(string tool, string arguments = "{}") =>
        (await Connector.ExecuteAsync(Call(tool, arguments), TestContext.Current.CancellationToken)).Structured;

    public async Task<ConnectorException> FailAsync(string tool, string arguments = "{}")
    {
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(tool, arguments));
        Assert.DoesNotContain(Token, failure.ToString());
        Assert.NotEmpty(failure.Next);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        transport.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>One tool that reads one thing, and one that lists them by cursor.</summary>
    public const string Things = """
          get:
            title: Get
            description: Reads one thing.
            verb: read
            request: { path: "/things/{id}", query: { tags: "{tags}", all: "{tags|join:,}" } }
            response: { result: { name: /name, value: /value, since: /since | epoch_iso } }
            input: { type: object, required: [id], properties: { id: { type: string, description: Id. }, tags: { type: array, description: Tags. } } }
            output: { type: object, properties: { name: {}, value: {}, since: {} } }
            examples: [{ arguments: { id: a } }]
            sandbox: { body: {} }
          list:
            title: List
            description: Lists things.
            verb: read
            items: /things
            continuation: continuation
            rows_argument: limit
            request: { path: /things, query: { q: "{q}" } }
            pagination: { kind: cursor, next: /next, parameter: cursor, max_pages: 3 }
            response: { result: { things: { from: /items, take: { id: /id } } } }
            input: { type: object, properties: { q: { type: string, description: Query. }, limit: { type: integer, description: Rows. }, continuation: { type: string, description: Token. } } }
            output: { type: object, properties: { things: { type: array }, truncated: { type: boolean }, continuation: { type: string } } }
            examples: [{ arguments: {} }]
            sandbox: { body: {} }

        """;
}
