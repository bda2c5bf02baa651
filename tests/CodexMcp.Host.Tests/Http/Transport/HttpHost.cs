using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Pipeline;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>The real endpoint on a real Kestrel, with roles and a pipeline of the test's own. A bearer token is the name of its principal.</summary>
internal sealed class HttpHost : IRoleDirectory, IAuthenticator, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TestRole> roles = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private readonly HttpClient http;

    private HttpHost(Func<HttpTransportOptions, HttpTransportOptions>? configure, TimeProvider? time, IKeySource? key)
    {
        var options = new HttpTransportOptions { SessionKey = key ?? new ProcessKeySource() };
        Endpoint = new(this, this, configure?.Invoke(options) ?? options, time ?? TimeProvider.System, NullLoggerFactory.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Map("/mcp/{role}", (RequestDelegate)Endpoint.HandleAsync);
        app.Map("/mcp", (RequestDelegate)Endpoint.HandleAsync);
        http = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public McpEndpoint Endpoint { get; }

    public int Port { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{Port}/mcp/tester");

    public ConcurrentQueue<string> Refusals { get; } = [];

    public IReadOnlyCollection<IServedRole> All => [.. roles.Values];

    public Groups Groups { get; set; } = new([new("everyone", "All.", ["*"])]);

    /// <summary>Whether no token is good any more.</summary>
    public bool Revoked { get; set; }

    /// <summary>Starts a host whose role <c>tester</c> has these tools.</summary>
    public static async Task<HttpHost> StartAsync(
        CallTool call,
        Func<HttpTransportOptions, HttpTransportOptions>? configure = null,
        TimeProvider? time = null,
        IKeySource? key = null,
        params string[] tools)
    {
        var host = new HttpHost(configure, time, key);
        host.Add(Some.Role(tools.Length == 0 ? ["a_b"] : tools), call);
        await host.app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = host.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        host.Port = new Uri(addresses.Addresses.Single()).Port;
        return host;
    }

    public TestRole Add(RoleProfile profile, CallTool call) => roles[profile.Role] = new(profile, call);

    public TestRole Role(string name = "tester") => roles[name];

    public IServedRole? Find(string name) => roles.GetValueOrDefault(name);

    public ValueTask RecordRefusalAsync(string principal, string? role, string reason)
    {
        Refusals.Enqueue($"{principal} {role} {reason}");
        return default;
    }

    public ValueTask RecordSessionAsync(string principal, string role, string? client) => default;

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, string resourcePath, CancellationToken cancellationToken) =>
        new(!Revoked && context.Request.Headers.Authorization is [{ } value] && value.StartsWith("Bearer ", StringComparison.Ordinal)
            ? new AuthenticationResult.Success(new() { Principal = value["Bearer ".Length..], Scheme = "api_key", CredentialId = "test" })
            : new AuthenticationResult.Refused(401, "Bearer", "Send a token."));

    /// <summary>Connects the SDK's own client.</summary>
    public Task<McpClient> ConnectAsync(McpClientOptions? options = null, string principal = "alice") => McpClient.CreateAsync(
        new HttpClientTransport(
            new()
            {
                Endpoint = Url,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = "Bearer " + principal },
            },
            NullLoggerFactory.Instance),
        options,
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A POST as an older client sends it.</summary>
    public HttpRequestMessage Legacy(string body, string? session = null, string principal = "alice")
    {
        var request = Bare(HttpMethod.Post, principal);
        request.Content = Json(body);
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return request;
    }

    /// <summary>A POST as a 2026-07-28 client sends it: the headers say what the body says.</summary>
    public HttpRequestMessage Modern(string method, string? name = null, string parameters = "", string principal = "alice", string id = "1")
    {
        var request = Bare(HttpMethod.Post, principal);
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
        request.Headers.Add("Mcp-Method", method);
        if (name is not null)
        {
            request.Headers.Add("Mcp-Name", name);
        }

        request.Content = Json(Body(method, parameters, id));
        return request;
    }

    /// <summary>The body of a 2026-07-28 request.</summary>
    public static string Body(string method, string parameters = "", string id = "1", string capabilities = "{}") =>
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + (parameters.Length == 0 ? "" : parameters + ",")
        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":" + capabilities + "}}}";

    public HttpRequestMessage Bare(HttpMethod method, string principal = "alice", string accept = "application/json, text/event-stream")
    {
        var request = new HttpRequestMessage(method, Url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + principal);
        return request;
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>Sends, and gives the answer when its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    /// <summary>Sends, and reads a JSON answer.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpRequestMessage request)
    {
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, Some.Json(text));
    }

    /// <summary>Begins a session of an older client.</summary>
    public async Task<string> BeginAsync(string capabilities = "{}", string version = "2025-11-25", string principal = "alice")
    {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version + "\",\"capabilities\":" + capabilities
            + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
        using var response = await SendAsync(Legacy(body, principal: principal));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("Mcp-Session-Id"));
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DrainAsync(TimeSpan.FromSeconds(5));
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        Endpoint.Dispose();
        http.Dispose();
    }

    /// <summary>A role that a test can change.</summary>
    internal sealed class TestRole(RoleProfile profile, CallTool call) : IServedRole
    {
        public RoleProfile Profile { get; set; } = profile;

        public ListChanges Changes { get; } = new();

        public ValueTask<CallOutcome> CallAsync(CallRequest request, CancellationToken cancellationToken) => call(request, cancellationToken);
    }
}
