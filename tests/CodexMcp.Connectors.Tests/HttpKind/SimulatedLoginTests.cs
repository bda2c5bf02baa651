using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Connectors.Tests.Manifests;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Manifest;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.Tests.HttpKind;

/// <summary>The connector logs in to the simulator that the same manifest makes, in every way that a manifest may say; a wrong secret gets nowhere.</summary>
public sealed class SimulatedLoginTests
{
    private const string Client = "token_url: https://api.example.com/token, client_id: \"{setting.client}\", client_secret: \"{setting.secret}\"";

    public static TheoryData<string> Logins =>
    [
        "{ kind: bearer, token: \"{setting.token}\" }",
        "{ kind: header, name: X-Api-Key, value: \"{setting.key}\" }",
        "{ kind: basic, user: \"{setting.user}\", password: \"{setting.password}\" }",
        $"{{ kind: client_credentials, {Client} }}",
        $"{{ kind: client_credentials, {Client}, send: basic, parameters: {{ scope: all }} }}",
        $"{{ kind: refresh_token, {Client}, refresh_token: \"{{setting.refresh}}\" }}",
        $"{{ kind: authorization_code, authorize_url: https://api.example.com/authorize, {Client}, scopes: [all] }}",
        "{ kind: authorization_code, authorize_url: https://api.example.com/authorize, token_url: https://api.example.com/token, client_id: a-public-client }",
        "{ kind: jwt_bearer, token_url: https://api.example.com/token, private_key: \"{setting.pem}\", claims: { iss: me, sub: \"{setting.user}\", aud: you } }",
        "{ kind: jwt_bearer, token_url: https://api.example.com/token, private_key: \"{setting.pem}\", key_id: k1, claims: { iss: me, aud: you } }",
        "{ kind: client_credentials, send: private_key_jwt, token_url: https://api.example.com/token, client_id: me, private_key: \"{setting.pem}\", key_id: \"{setting.kid}\" }",
        "{ kind: sign_in, name: X-Auth, token: /session/token, values: { site: /session/site }, request: { method: POST, path: /signin, body: { json: { user: \"{setting.user}\", password: \"{setting.password}\" } } } }",
    ];

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Execute_SecretOfTheSimulator_GetsInAndAgainAfterItsTokensEnd(string auth)
    {
        await using var rig = new Rig(auth, spoil: false);
        Assert.Equal("Apollo", await rig.NameAsync());

        rig.Simulator.ExpireTokens();

        Assert.Equal("Apollo", await rig.NameAsync());
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Execute_WrongSecret_IsForAnOperator(string auth)
    {
        await using var rig = new Rig(auth, spoil: true);

        var failure = await Assert.ThrowsAsync<ConnectorException>(rig.NameAsync);

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.DoesNotContain("PRIVATE", failure.ToString());
    }

    /// <summary>As at Canva and Outreach: a refresh token that was given works once; with the first one every host begins.</summary>
    [Fact]
    public async Task Token_OfALogin_IsRefreshedWithTheNewestRefreshTokenOnly()
    {
        await using var rig = new Rig("{ kind: authorization_code, authorize_url: https://api.example.com/authorize, token_url: https://api.example.com/token, client_id: me, scopes: [all] }", spoil: false);
        var begin = Credentials(rig.Simulator).GetProperty("sandbox_login").GetString()!;

        var (status, first) = await TokenAsync(rig.Simulator, $"grant_type=refresh_token&client_id=me&refresh_token={begin}");
        Assert.Equal(200, status);
        var next = first.GetProperty("refresh_token").GetString();
        Assert.NotEqual(begin, next);
        Assert.Equal(200, (await TokenAsync(rig.Simulator, $"grant_type=refresh_token&client_id=me&refresh_token={next}")).Status);

        Assert.Equal((400, "invalid_grant"), await RefusedAsync($"grant_type=refresh_token&client_id=me&refresh_token={next}"));
        Assert.Equal((401, "invalid_client"), await RefusedAsync($"grant_type=refresh_token&client_id=other&refresh_token={begin}"));
        Assert.Equal((400, "unsupported_grant_type"), await RefusedAsync($"grant_type=client_credentials&client_id=me&refresh_token={begin}"));

        async Task<(int, string?)> RefusedAsync(string form) => await TokenAsync(rig.Simulator, form) is var (code, body) ? (code, body.GetProperty("error").GetString()) : default;
    }

    [Fact]
    public void Readme_NamesEveryStep() =>
        Assert.All(Filter.Names, name => Assert.Matches($"`{name}[:`]", File.ReadAllText(Path.Combine(Shipped.Connectors, "README.md"))));

    private static async Task<(int Status, JsonElement Body)> TokenAsync(ManifestSimulator simulator, string form)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/x-www-form-urlencoded" };
        var response = await simulator.HandleAsync(new SimulatorRequest("POST", "/token", "", headers, Encoding.UTF8.GetBytes(form)), TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(response.Body);
        return (response.Status, body.RootElement.Clone());
    }

    private static JsonElement Credentials(ManifestSimulator simulator)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            simulator.WriteCredentials(writer);
            writer.WriteEndObject();
        }

        using var login = JsonDocument.Parse(stream.ToArray());
        return login.RootElement.Clone();
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codex-mcp-");
        private readonly ConnectorManifest manifest;
        private readonly ConnectorSource source;

        public Rig(string auth, bool spoil)
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "thing"));
            File.WriteAllText(Path.Combine(folder.FullName, "thing", "connector.yaml"), $$"""
                connector: thing
                kind: http
                version: 1.0.0
                title: Things
                description: A system of things.
                hosts: [api.example.com]
                environments: { sandbox: { settings: {} } }
                base_url: https://api.example.com/v1
                auth: {{auth}}
                tools:
                  get:
                    title: Get
                    description: Reads one thing.
                    verb: read
                    request: { path: "/things/{id}" }
                    response: { result: { name: /name } }
                    input: { type: object, required: [id], properties: { id: { type: string, description: Id. } } }
                    output: { type: object, properties: { name: { type: string } } }
                    examples: [{ arguments: { id: "1" } }]
                    sandbox: { collection: things, does: get, where: { id: "{path.id}" }, body: "{row}" }
                sandbox: { sign_in: { body: { session: { token: "{token}", site: "S1" } } }, collections: { things: { rows: [{ id: "1", name: Apollo }] } } }
                """);
            var errors = new ConfigurationErrors();
            manifest = ManifestLoader.Load(ConfigurationFolder.Open(folder.FullName), "thing", static _ => null, errors)
                ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
            Simulator = new ManifestSimulator("thing", manifest.Definition, TimeProvider.System);
            source = new ConnectorSource(
                [new ConnectorSetup { Name = "thing", Hosts = manifest.Hosts, Settings = environment => manifest.ResolveSettings(environment) }],
                [new HttpKindConnectorFactory(manifest)],
                _ => new SandboxEndpoint(new SimulatorHttpHandler(Simulator), Login(Simulator, spoil)),
                TimeProvider.System);
        }

        public ManifestSimulator Simulator { get; }

        public async Task<string?> NameAsync()
        {
            var call = new ToolInvocation
            {
                CallId = "0198c0de0000700080000000000000aa",
                Role = "tester",
                Principal = "local:alice",
                Environment = "sandbox",
                Tool = manifest.Catalog.Tools["get"],
                Arguments = JsonDocument.Parse("""{"id":"1"}""").RootElement,
                Handles = null!,
            };
            var result = await source.Get("thing", "sandbox").Connector.ExecuteAsync(call, TestContext.Current.CancellationToken);
            return result.Structured.GetProperty("name").GetString();
        }

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await Simulator.DisposeAsync();
            folder.Delete(recursive: true);
        }

        /// <summary>The simulator's secrets as settings; spoiled, those of another simulator of the same system.</summary>
        private static JsonElement Login(ManifestSimulator simulator, bool spoil)
        {
            var login = Credentials(simulator);
            if (!spoil)
            {
                return login;
            }

            using var other = System.Security.Cryptography.RSA.Create(2048);
            var wrong = login.EnumerateObject().Select(secret =>
                $"\"{secret.Name}\":{Quoted(secret.Name == "pem" ? other.ExportPkcs8PrivateKeyPem() : "wrong-secret")}");
            return JsonDocument.Parse($"{{{string.Join(',', wrong)}}}").RootElement.Clone();
        }

        private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
    }
}
