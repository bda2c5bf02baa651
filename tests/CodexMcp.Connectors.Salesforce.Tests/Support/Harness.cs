using System.Security.Cryptography;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Salesforce.Tests.Support;

/// <summary>The connector as the host runs it, from its shipped manifest, over a transport of the test's own.</summary>
internal sealed class Harness : IAsyncDisposable
{
    public static readonly RSA Key = RSA.Create(2048);
    private readonly ConnectorSource source;
    private readonly string scope;

    public Harness(HttpMessageHandler handler, string? scope = null, TimeProvider? time = null, string? settings = null)
    {
        this.scope = scope ?? Some.Scope;
        var overlay = Some.Json(settings ?? Settings());
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(Repository.Root, "connectors")), "salesforce", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        source = new ConnectorSource(
            [new ConnectorSetup { Name = "salesforce", Hosts = Manifest.Hosts, Settings = environment => Manifest.ResolveSettings(environment), Resilience = Manifest.Catalog.Resilience }],
            [new SalesforceConnectorFactory()],
            _ => new SandboxEndpoint(handler, overlay),
            time ?? TimeProvider.System);
    }

    public ConnectorManifest Manifest { get; }

    public IConnector Connector => source.Get("salesforce", "sandbox").Connector;

    public static string Settings(string more = "", string auth = "") => $$"""
        {"login_url":"https://acme.my.salesforce.com"{{more}},"auth":{{(auth.Length > 0 ? auth : $$"""
            {"method":"jwt_bearer","client_id":"app","username":"codex@acme.example","private_key":{{Vendor.Quote(Key.ExportPkcs8PrivateKeyPem())}}}
            """)}}}
        """;

    /// <summary>Makes a call with the shipped definition of the tool.</summary>
    public ToolInvocation Call(string action, string arguments) => new()
    {
        CallId = Guid.CreateVersion7().ToString("N"),
        Role = "sales",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = Manifest.Catalog.Tools[action],
        Arguments = Some.Json(arguments),
        Scope = Some.Json(scope),
        Handles = Sealer.Shared,
    };

    /// <summary>Runs a call as the host does: schema, guard, connector, output schema.</summary>
    public async Task<JsonElement> RunAsync(ToolInvocation call) => (await ResultAsync(call)).Structured;

    public Task<JsonElement> RunAsync(string action, string arguments) => RunAsync(Call(action, arguments));

    public async Task<ToolResult> ResultAsync(ToolInvocation call)
    {
        Assert.Empty(CodexMcp.JsonSchema.JsonSchema.Compile(call.Tool.InputSchema).Validate(call.Arguments).Select(static error => error.ToString()));
        var verdict = await Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
        Assert.Null(verdict.Rejection);
        var judged = verdict.Arguments is { } arguments ? call with { Arguments = arguments } : call;
        Assert.Empty(CodexMcp.JsonSchema.JsonSchema.Compile(call.Tool.InputSchema).Validate(judged.Arguments).Select(static error => error.ToString()));
        var result = await Connector.ExecuteAsync(judged, TestContext.Current.CancellationToken);
        Assert.Empty(CodexMcp.JsonSchema.JsonSchema.Compile(call.Tool.OutputSchema!.Value).Validate(result.Structured).Select(static error => error.ToString()));
        return result;
    }

    public async Task<ConnectorException> FailAsync(ToolInvocation call) =>
        await Assert.ThrowsAsync<ConnectorException>(async () => await Connector.ExecuteAsync(call, TestContext.Current.CancellationToken));

    public Task<ConnectorException> FailAsync(string action, string arguments) => FailAsync(Call(action, arguments));

    /// <summary>The guard's refusal; running the call past the guard is refused too.</summary>
    public async Task<(string Message, string Next)> RefuseAsync(string action, string arguments)
    {
        var call = Call(action, arguments);
        var verdict = await Connector.Guard!.CheckAsync(call, TestContext.Current.CancellationToken);
        Assert.NotNull(verdict.Rejection);
        Assert.Equal(ConnectorFailure.Refused, (await FailAsync(call)).Failure);
        return verdict.Rejection.Value;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
