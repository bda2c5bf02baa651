using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Snowflake;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.Snowflake.Tests.Support;

/// <summary>The connector as the host runs it, from its shipped manifest, against a simulator or a handler of the test's own.</summary>
internal sealed class Harness : IAsyncDisposable
{
    private readonly ConnectorSource source;

    public Harness(HttpMessageHandler? handler = null, string? auth = null, TimeProvider? time = null, SnowflakeSimulatorOptions? options = null, string? more = null, bool semantic = true)
    {
        Simulator = new SnowflakeSimulator(time ?? TimeProvider.System, options);
        var own = Simulator.Credentials;
        var overlay = Some.Json($$"""
            {"account":"{{own.AccountIdentifier}}","user":"{{own.User}}"{{more}},
             "auth":{{auth ?? $$"""{"method":"pat","token":"{{own.ProgrammaticAccessToken}}"}"""}}}
            """);
        var errors = new ConfigurationErrors();
        Manifest = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(Repository.Root, "connectors")), "snowflake", static _ => null, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        source = new ConnectorSource(
            [new ConnectorSetup { Name = "snowflake", Hosts = Manifest.Hosts, Semantic = () => semantic ? Manifest.Semantic!.Documents : [], Settings = environment => Manifest.ResolveSettings(environment), Resilience = Manifest.Catalog.Resilience }],
            [new SnowflakeConnectorFactory()],
            _ => new SandboxEndpoint(handler ?? new SimulatorHttpHandler(Simulator), overlay),
            time ?? TimeProvider.System);
    }

    public SnowflakeSimulator Simulator { get; }

    public ConnectorManifest Manifest { get; }

    public IConnector Connector => source.Get("snowflake", "sandbox").Connector;

    public SnowflakeActivity Activity => Simulator.Activity;

    /// <summary>Makes a call with the shipped definition of the tool.</summary>
    public ToolInvocation Call(string action, params (string Name, object? Value)[] arguments) =>
        Some.Call(action, arguments) with { Tool = Manifest.Catalog.Tools[action] };

    /// <summary>Runs a call, checks the result against the shipped output schema and gives it.</summary>
    public async Task<ToolResult> RunAsync(ToolInvocation invocation)
    {
        var result = await Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken);
        var wrong = CodexMcp.JsonSchema.JsonSchema.Compile(invocation.Tool.OutputSchema!.Value).Validate(result.Structured);
        Assert.Empty(wrong.Select(static error => error.ToString()));
        return result;
    }

    public Task<ToolResult> QueryAsync(string statement, params (string Name, object? Value)[] more) =>
        RunAsync(Call("run_query", [("statement", statement), .. more]));

    public async Task<ConnectorException> FailAsync(ToolInvocation invocation) =>
        await Assert.ThrowsAsync<ConnectorException>(async () => await Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>Answers the check for secondary roles, and everything after it as the test says.</summary>
internal sealed class Vendor(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    public const string NoRoles = """{\"roles\":\"\",\"value\":\"\"}""";

    public List<(string Method, string Path, string Body, string? Token)> Requests { get; } = [];

    public string Roles { get; init; } = NoRoles;

    public static HttpResponseMessage Json(int status, string json, string type = "application/json") =>
        new((System.Net.HttpStatusCode)status) { Content = new StringContent(json, System.Text.Encoding.UTF8, type) };

    public static string OneCell(string type, string? cell) => $$"""
        {"resultSetMetaData":{"numRows":1,"rowType":[{"name":"X","type":"{{type}}","nullable":true}],"partitionInfo":[{"rowCount":1}]},
         "data":[[{{(cell is null ? "null" : JsonEncodedText.Encode(cell) is var text ? $"\"{text}\"" : "")}}]],"code":"090001","statementHandle":"01a-1"}
        """;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var roles = body.Contains("CURRENT_SECONDARY_ROLES", StringComparison.Ordinal);
        lock (Requests)
        {
            Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers.Authorization?.Parameter));
        }

        return roles ? Json(200, OneCell("text", "ROLES").Replace("ROLES", Roles, StringComparison.Ordinal)) : answer(request, body);
    }
}
