using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Connectors.Runtime;
using CodexMcp.Connectors.Snowflake;
using CodexMcp.Core.Configuration;
using CodexMcp.Sandbox;
using CodexMcp.Sandbox.Databricks;
using CodexMcp.Sandbox.Snowflake;
using SandboxEndpoint = CodexMcp.Connectors.Runtime.SandboxEndpoint;

namespace CodexMcp.Connectors.Analytics.Tests.Support;

/// <summary>The analytics connector over the Snowflake or the Databricks connector over its simulator, as a role has them: each query passes that connector's own guard.</summary>
internal sealed class Warehouse : IRoleTools, IAsyncDisposable
{
    private readonly SnowflakeSimulator simulator = new(TimeProvider.System);
    private readonly DatabricksSimulator lakehouse = new(TimeProvider.System);
    private readonly ConnectorSource source;
    private readonly Dictionary<string, ConnectorManifest> manifests = new(StringComparer.Ordinal);

    public Warehouse()
    {
        var own = simulator.Credentials;
        var overlay = Some.Json($$"""
            {"account":"{{own.AccountIdentifier}}","user":"{{own.User}}","auth":{"method":"pat","token":"{{own.ProgrammaticAccessToken}}"} }
            """);
        var other = Some.Json($$"""{"auth":{"method":"oauth_m2m","client_id":"{{lakehouse.Credentials.ClientId}}","client_secret":"{{lakehouse.Credentials.ClientSecret}}"} }""");
        foreach (var name in new[] { "snowflake", "databricks", "analytics" })
        {
            var errors = new ConfigurationErrors();
            manifests[name] = ManifestLoader.Load(ConfigurationFolder.Open(Path.Combine(Repository.Root, "connectors")), name, static _ => null, errors)
                ?? throw new InvalidOperationException(string.Join('\n', errors.ToSorted()));
        }

        source = new ConnectorSource(
            manifests.Values.Select(manifest => new ConnectorSetup
            {
                Name = manifest.Name,
                Hosts = manifest.Hosts,
                Semantic = () => manifest.Semantic!.Documents,
                Settings = environment => manifest.ResolveSettings(environment),
                Resilience = manifest.Catalog.Resilience,
            }),
            [new SnowflakeConnectorFactory(), new DatabricksConnectorFactory(), new AnalyticsConnectorFactory()],
            name => name == "databricks" ? new SandboxEndpoint(new SimulatorHttpHandler(lakehouse), other) : new SandboxEndpoint(new SimulatorHttpHandler(simulator), overlay),
            TimeProvider.System);
    }

    /// <summary>Yesterday in UTC: the last day with data.</summary>
    public static DateOnly Yesterday => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);

    /// <summary>The tools that the role has.</summary>
    public HashSet<string> Callable { get; } = ["snowflake_run_query", "snowflake_catalog_search"];

    public JsonElement? Scope { get; set; }

    /// <summary>The role's scope for analytics.</summary>
    public JsonElement? Analytics { get; set; }

    public int MaxRows { get; set; } = 10_000;

    public List<string> Statements { get; } = [];

    public bool CanCall(string tool) => Callable.Contains(tool);

    public async ValueTask<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var name = tool[..tool.IndexOf('_', StringComparison.Ordinal)];
        var connector = source.Get(name, "sandbox").Connector;
        var invocation = Invocation(name, tool[(name.Length + 1)..], arguments);
        Fits(invocation.Tool.InputSchema, arguments);
        var verdict = await connector.Guard!.CheckAsync(invocation, cancellationToken);
        if (verdict.Rejection is var (message, next))
        {
            throw new ConnectorException(ConnectorFailure.Refused, $"{tool}, which this call reads through, ended as denied: {message}", next);
        }

        invocation = invocation with { Arguments = verdict.Arguments ?? arguments, Notes = verdict.Notes };
        if (invocation.Arguments.TryGetProperty("statement", out var statement))
        {
            Statements.Add(statement.GetString()!);
        }

        return await connector.ExecuteAsync(invocation, cancellationToken);
    }

    /// <summary>Runs an analytics tool, checks arguments and result against the shipped schemas, and gives the result.</summary>
    public async Task<ToolResult> RunAsync(string action, string arguments)
    {
        var invocation = Invocation("analytics", action, Some.Json(arguments)) with { Tools = this };
        Fits(invocation.Tool.InputSchema, invocation.Arguments);
        var result = await source.Get("analytics", "sandbox").Connector.ExecuteAsync(invocation, TestContext.Current.CancellationToken);
        Fits(invocation.Tool.OutputSchema!.Value, result.Structured);
        Assert.DoesNotContain("NaN", result.Structured.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", result.Structured.GetRawText(), StringComparison.Ordinal);
        return result;
    }

    public async Task<ConnectorException> FailAsync(string action, string arguments) =>
        await Assert.ThrowsAsync<ConnectorException>(async () => await RunAsync(action, arguments));

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await simulator.DisposeAsync();
        await lakehouse.DisposeAsync();
    }

    private ToolInvocation Invocation(string connector, string action, JsonElement arguments) => new()
    {
        CallId = Guid.CreateVersion7().ToString("N"),
        Role = "data-analytics",
        Principal = "local:alice",
        Environment = "sandbox",
        Tool = manifests[connector].Catalog.Tools[action],
        Arguments = arguments,
        Scope = connector == "snowflake" ? Scope : connector == "analytics" ? Analytics : null,
        MaxRows = MaxRows,
        Handles = Sealer.Shared,
    };

    private static void Fits(JsonElement schema, JsonElement value) =>
        Assert.Empty(CodexMcp.JsonSchema.JsonSchema.Compile(schema).Validate(value).Select(static error => error.ToString()));
}
