using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.HubSpot.Tests.Support;

/// <summary>The connector as the host runs it, from its shipped manifest: the guard judges first, then the call runs.</summary>
internal sealed class Harness : IAsyncDisposable
{
    private readonly ConnectorSource source;

    public Harness(HttpMessageHandler handler, TimeProvider? time = null, string? settings = null, string scope = Some.Scope)
    {
        Scope = Some.Json(scope);
        var overlay = Some.Json(settings ?? """{"auth":{"method":"private_app","token":"pat-na1-test"}}""");
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(Repository.Root, "connectors")), "hubspot", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        source = new ConnectorSource(
            [new ConnectorSetup { Name = "hubspot", Hosts = Manifest.Hosts, Settings = environment => Manifest.ResolveSettings(environment), Resilience = Manifest.Catalog.Resilience }],
            [new HubSpotConnectorFactory()],
            _ => new SandboxEndpoint(handler, overlay),
            time ?? TimeProvider.System);
    }

    public ConnectorManifest Manifest { get; }

    public JsonElement? Scope { get; set; }

    public IConnector Connector => source.Get("hubspot", "sandbox").Connector;

    /// <summary>Makes a call with the shipped definition of the tool; the arguments must fit its schema.</summary>
    public ToolInvocation Call(string action, string arguments)
    {
        var tool = Manifest.Catalog.Tools[action];
        var sent = Some.Json(arguments);
        var wrong = CodexMcp.JsonSchema.JsonSchema.Compile(tool.InputSchema).Validate(sent);
        Assert.Empty(wrong.Select(static error => error.ToString()));
        return new ToolInvocation
        {
            CallId = Guid.CreateVersion7(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)).ToString("N"),
            Role = "sales",
            Principal = "local:alice",
            Environment = "sandbox",
            Tool = tool,
            Arguments = sent,
            Scope = Scope,
            Handles = Sealer.Shared,
        };
    }

    /// <summary>Judges and runs a call, checks the result against the shipped output schema and gives it.</summary>
    public async Task<ToolResult> RunAsync(ToolInvocation invocation)
    {
        var result = await Connector.ExecuteAsync(await PassAsync(invocation), TestContext.Current.CancellationToken);
        var wrong = CodexMcp.JsonSchema.JsonSchema.Compile(invocation.Tool.OutputSchema!.Value).Validate(result.Structured);
        Assert.Empty(wrong.Select(static error => error.ToString()));
        return result;
    }

    public Task<ToolResult> RunAsync(string action, string arguments) => RunAsync(Call(action, arguments));

    /// <summary>What the guard makes of a call that it lets pass.</summary>
    public async Task<ToolInvocation> PassAsync(ToolInvocation invocation)
    {
        var verdict = await Connector.Guard!.CheckAsync(invocation, TestContext.Current.CancellationToken);
        Assert.Null(verdict.Rejection?.Message);
        return verdict.Arguments is { } arguments ? invocation with { Arguments = arguments } : invocation;
    }

    public async Task<(string Message, string Next)> RejectAsync(string action, string arguments)
    {
        var invocation = Call(action, arguments);
        var verdict = await Connector.Guard!.CheckAsync(invocation, TestContext.Current.CancellationToken);
        Assert.NotNull(verdict.Rejection);
        // A host that forgets the guard gets no further either.
        var failure = await Assert.ThrowsAsync<ConnectorException>(async () => await Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken));
        Assert.Equal(verdict.Rejection.Value.Message, failure.Message);
        return verdict.Rejection.Value;
    }

    public async Task<ConnectorException> FailAsync(string action, string arguments) =>
        await Assert.ThrowsAsync<ConnectorException>(async () => await Connector.ExecuteAsync(Call(action, arguments), TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
