using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodexMcp.Core.Access;
using CodexMcp.Host.Composition;
using CodexMcp.Host.Http.Settings;
using CodexMcp.Host.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Http;

/// <summary>The whole way of a call, from a real socket to what the real connector sends to its vendor: the caller's own credential ends at the host.</summary>
public sealed class VendorSeesNothingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_BothEras_TheVendorGetsItsOwnCredentialAndNothingOfTheCallers()
    {
        var folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;
        try
        {
            await using var sandbox = new SandboxParts(TimeProvider.System);
            using var vendor = new RecordingHandler(sandbox);
            var settings = HostSettings.Create(Path.Combine(folder, "state"), null, null);
            await using var services = new HostServices(settings, TimeProvider.System, NullLoggerFactory.Instance, new()
            {
                Sandbox = connector => sandbox.Endpoint(connector) is { } endpoint ? new(vendor, endpoint.Settings) : null,
            });
            await using var host = new ServeHost(
                settings,
                new HttpSettings { Listen = [new(new(IPAddress.Loopback, 0), Tls: false)] },
                services,
                TimeProvider.System,
                NullLoggerFactory.Instance);
            await host.StartAsync(Token);
            var keys = new ApiKeys(services.Store.ApiKeys, TimeProvider.System);
            var key = (await keys.CreateAsync(new() { Principal = "alice", Roles = ["data-analytics"] }, Token)).Text;
            using var http = new HttpClient { BaseAddress = new(host.Addresses.Single()) };

            var modern = await AskAsync(http, key, null, "SELECT 1 AS A");
            using var begun = await http.SendAsync(Post(key, null, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}"""), Token);
            var session = Assert.Single(begun.Headers.GetValues("Mcp-Session-Id"));
            var legacy = await AskAsync(http, key, session, "SELECT 2 AS A");
            await host.StopAsync();

            Assert.All([modern, legacy], answer => Assert.Contains("\"rows\"", answer, StringComparison.Ordinal));
            Assert.NotEmpty(vendor.Seen);
            Assert.All(vendor.Seen, request => Assert.Contains("Authorization: Bearer ", request, StringComparison.Ordinal));
            var everything = string.Join('\n', vendor.Seen);
            foreach (var secret in new[] { key, key["cmk_".Length..], key[^49..], session, "canary" })
            {
                Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> AskAsync(HttpClient http, string key, string? session, string statement)
    {
        var meta = session is not null ? "" : ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
        var request = Post(key, session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"snowflake_run_query\",\"arguments\":{\"statement\":\"" + statement + "\"}" + meta + "}}");
        if (session is null)
        {
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            request.Headers.Add("Mcp-Method", "tools/call");
            request.Headers.Add("Mcp-Name", "snowflake_run_query");
        }

        using var response = await http.SendAsync(request, Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private static HttpRequestMessage Post(string key, string? session, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp/data-analytics") { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);

        // Whatever else a client may put beside its credential.
        request.Headers.TryAddWithoutValidation("Cookie", "session=canary");
        request.Headers.TryAddWithoutValidation("X-Api-Key", "canary");
        request.Headers.TryAddWithoutValidation("X-Forwarded-User", "canary");
        request.Headers.TryAddWithoutValidation("Proxy-Authorization", "Basic canary");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return request;
    }

    /// <summary>The vendor's side: the simulator, and what it was sent.</summary>
    private sealed class RecordingHandler(SandboxParts sandbox) : DelegatingHandler(sandbox.Endpoint("snowflake")!.Handler)
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
            Seen.Enqueue($"{request.Method} {request.RequestUri}\n{request.Headers}\n{request.Content?.Headers}\n{body}");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
