using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Faults;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.Databricks.Tests.Support;

/// <summary>The connector as the host runs it, from its shipped manifest, against the simulator or a handler of the test's own.</summary>
internal sealed class Harness : IAsyncDisposable
{
    /// <summary>The two Genie spaces of the simulator.</summary>
    public const string Growth = "01ef5a0dbc5a11a000000000000000e1";
    public const string Revenue = "01ef5a0dbc5a11a000000000000000e2";

    private readonly ConnectorSource source;

    public Harness(HttpMessageHandler? handler = null, string? auth = null, TimeProvider? time = null, DatabricksSimulatorOptions? options = null)
    {
        Simulator = new DatabricksSimulator(time ?? TimeProvider.System, options);
        var overlay = Some.Json($$"""
            {"auth":{{auth ?? $$"""{"method":"oauth_m2m","client_id":"{{Simulator.Credentials.ClientId}}","client_secret":"{{Simulator.Credentials.ClientSecret}}"}"""}}}
            """);
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(Repository.Root, "connectors")), "databricks", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        source = new ConnectorSource(
            [new ConnectorSetup { Name = "databricks", Hosts = Manifest.Hosts, Settings = environment => Manifest.ResolveSettings(environment), Resilience = Manifest.Catalog.Resilience }],
            [new DatabricksConnectorFactory()],
            _ => new SandboxEndpoint(handler ?? new SimulatorHttpHandler(Simulator), overlay),
            time ?? TimeProvider.System);
    }

    public DatabricksSimulator Simulator { get; }

    public ConnectorManifest Manifest { get; }

    public WireActivity Activity => Simulator.Activity;

    public IConnector Connector => source.Get("databricks", "sandbox").Connector;

    /// <summary>The scope of the next calls, or null.</summary>
    public JsonElement? Scope { get; set; }

    /// <summary>Makes a call with the shipped definition of the tool.</summary>
    public ToolInvocation Call(string action, params (string Name, object? Value)[] arguments) =>
        Some.Call(action, arguments) with { Tool = Manifest.Catalog.Tools[action], Scope = Scope };

    /// <summary>Runs a call, checks the result against the shipped output schema and gives its structure.</summary>
    public async Task<JsonElement> RunAsync(ToolInvocation invocation)
    {
        var result = await Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken);
        var wrong = CodexMcp.JsonSchema.JsonSchema.Compile(invocation.Tool.OutputSchema!.Value).Validate(result.Structured);
        Assert.Empty(wrong.Select(static error => error.ToString()));
        return result.Structured;
    }

    public Task<JsonElement> RunAsync(string action, params (string Name, object? Value)[] arguments) => RunAsync(Call(action, arguments));

    public Task<JsonElement> QueryAsync(string statement, params (string Name, object? Value)[] more) => RunAsync("run_query", [("statement", statement), .. more]);

    public async Task<ConnectorException> FailAsync(ToolInvocation invocation) =>
        await Assert.ThrowsAsync<ConnectorException>(async () => await Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken));

    public Task<ConnectorException> FailAsync(string action, params (string Name, object? Value)[] arguments) => FailAsync(Call(action, arguments));

    /// <summary>The names of a list's items.</summary>
    public async Task<string[]> NamesAsync(string action, string member, params (string Name, object? Value)[] arguments) =>
        [.. (await RunAsync(action, arguments)).GetProperty(member).EnumerateArray().Select(static item => item.GetProperty("name").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>Lets everybody in, and answers everything else as the test says.</summary>
internal sealed class Vendor(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(string Method, string Path, string Body, string? Token)> Requests { get; } = [];

    public static HttpResponseMessage Json(int status, string json, string type = "application/json") =>
        new((System.Net.HttpStatusCode)status) { Content = new StringContent(json, System.Text.Encoding.UTF8, type) };

    public static string OneCell(string type, string? cell) => $$"""
        {"statement_id":"01f0-1","status":{"state":"SUCCEEDED"},
         "manifest":{"schema":{"column_count":1,"columns":[{"name":"x","position":0,"type_name":"{{type}}","type_text":"{{type}}"}]},"total_chunk_count":1,"truncated":false},
         "result":{"chunk_index":0,"row_count":1,"data_array":[[{{(cell is null ? "null" : $"\"{JsonEncodedText.Encode(cell)}\"")}}]]}
        }
        """;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Requests)
        {
            Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers.Authorization?.Parameter));
        }

        return request.RequestUri!.AbsolutePath == "/oidc/v1/token" ? Json(200, """{"access_token":"t1","token_type":"Bearer","expires_in":3600}""") : answer(request, body);
    }
}
