using CodexMcp.Core.Access;
using CodexMcp.Core.Audit;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Core.Switches;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Mcp;
using CodexMcp.Host.Telemetry;
using CodexMcp.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Serving.Http;

/// <summary>
/// Our side over HTTP: the real endpoint and authenticator, API keys and kill switches in a real store, the role's access, the whole pipeline
/// and its audit trail on disk; metrics are collected as <c>serve</c> does. Only the connector does no work.
/// </summary>
internal sealed class EchoHttpHost(RoleProfile profile, ToolCallPipeline pipeline, AuditLog audit) : IRoleDirectory, IServedRole
{
    /// <summary>Serves so many tools until the input ends. After the port comes a line with the key.</summary>
    public static async Task RunAsync(int tools, string folder, bool metrics)
    {
        var time = TimeProvider.System;
        await using var telemetry = HostTelemetry.Start(new() { Metrics = metrics });
        await using var store = StateStore.Sqlite(folder, time);
        await using var audit = new AuditLog(new AuditLogOptions { Folder = Path.Combine(folder, "audit") }, time);
        var keys = new ApiKeys(store.ApiKeys, time);
        var key = await keys.CreateAsync(new() { Principal = "benchmark", Roles = ["echo"] }, CancellationToken.None);
        var switches = new SwitchBoard(() => true, () => store.Switches, time);
        var host = new EchoHttpHost(EchoRole.Create(tools), new(new PipelineServices { Connectors = new EchoConnector(), Audit = audit, Switches = switches }), audit);
        using var authenticator = new RequestAuthenticator(new() { PublicUrl = new("http://127.0.0.1") }, keys, time, NullLogger.Instance);
        var options = new HttpTransportOptions { SessionKey = new ProcessKeySource(), MaxSessionsPerPrincipal = 50_000, MaxSessions = 50_000 };
        using var endpoint = new McpEndpoint(host, authenticator, options, time, NullLoggerFactory.Instance);
        Console.WriteLine(key.Text);
        await HttpServing.RunAsync(context => context.Request.Path == "/metrics" ? telemetry.Metrics!.HandleAsync(context) : endpoint.HandleAsync(context));
    }

    public IReadOnlyCollection<IServedRole> All => [this];

    public Groups Groups { get; } = new([new("benchmarks", "All.", ["key:benchmark"])]);

    public RoleProfile Profile => profile;

    public ListChanges Changes { get; } = new();

    public IServedRole? Find(string name) => name == profile.Role ? this : null;

    public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) => pipeline.CallAsync(request, cancellationToken);

    public ValueTask RecordRefusalAsync(string principal, string? role, string reason) => default;

    public ValueTask RecordSessionAsync(string principal, string role, string? client) => audit.AppendAsync(
        new() { Event = AuditEvents.SessionStarted, Role = role, Revision = profile.Revision, Principal = principal, Client = client, Environment = profile.Execution.Environment },
        durable: false);
}
