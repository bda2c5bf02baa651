using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CodexMcp.Core.Execution;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Transport;
using CodexMcp.Host.Tests.Http.Authentication.Support;
using CodexMcp.Host.Tests.Http.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>The whole way of a request with an access token: what a role's tool, an answer, a refusal and a log get to see of it.</summary>
public sealed class CanaryTests
{
    private const string Path = "/mcp/tester";

    [Fact]
    public async Task Handle_Call_ShowsTheTokenToNobody()
    {
        var seen = new ConcurrentQueue<string>();
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await using var host = await StartAsync(seen);
        using var endpoint = Endpoint(host, doorman);
        var token = Sign(issuer, doorman, "alice");

        var (status, headers, body) = await AskAsync(endpoint, token);

        Assert.True(status == 200, body);
        Assert.Contains("oidc:corp:alice", Assert.Single(seen), StringComparison.Ordinal);
        var everything = string.Concat([headers, body, .. seen, .. host.Refusals, .. doorman.Logged, .. issuer.Requests]);
        foreach (var part in token.Split('.').Append(token))
        {
            Assert.DoesNotContain(part, everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Handle_Refusals_ShowTheTokenToNobody()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await using var host = await StartAsync([]);
        host.Groups = Groups.None;
        using var endpoint = Endpoint(host, doorman);
        string[] tokens = [Sign(issuer, doorman, "alice"), Sign(issuer, doorman, "alice")[..^4] + "AAAA", "canary-that-is-opaque"];

        foreach (var token in tokens)
        {
            var (status, headers, body) = await AskAsync(endpoint, token);

            Assert.True(status is 401 or 403);
            Assert.DoesNotContain(token, string.Concat([headers, body, .. host.Refusals, .. doorman.Logged, .. issuer.Requests]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Handle_ForbiddenAndUnknownRole_AreTheSameBytes()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await using var host = await StartAsync([]);
        host.Groups = Groups.None;
        using var endpoint = Endpoint(host, doorman);
        var token = Sign(issuer, doorman, "alice", "https://mcp.example.com");

        var forbidden = await AskAsync(endpoint, token);
        var unknown = await AskAsync(endpoint, token, "/mcp/nobody");

        Assert.Equal(403, forbidden.Status);
        Assert.Equal(forbidden, unknown);
    }

    [Fact]
    public async Task Handle_MissingScope_AsksForIt_ThenTheWiderTokenComesIn()
    {
        var seen = new ConcurrentQueue<string>();
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["mcp:tester"] = ["tester"] } });
        await using var host = await StartAsync(seen);
        using var endpoint = Endpoint(host, doorman);

        var narrow = await AskAsync(endpoint, Sign(issuer, doorman, "alice"));
        var wide = await AskAsync(endpoint, Sign(issuer, doorman, "alice", scope: "mcp:tester"));

        Assert.Equal(403, narrow.Status);
        Assert.Contains(
            "Bearer error=\"insufficient_scope\", scope=\"mcp:tester\", resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp/tester\"",
            narrow.Headers,
            StringComparison.Ordinal);
        Assert.True(wide.Status == 200, wide.Body);
        Assert.Single(seen);
    }

    private static Task<HttpHost> StartAsync(ConcurrentQueue<string> seen) => HttpHost.StartAsync((request, _) =>
    {
        seen.Enqueue($"{request} {request.Principal}");
        return new(Answers.Fine);
    });

    private static McpEndpoint Endpoint(HttpHost host, Doorman doorman) =>
        new(host, doorman.Authenticator, new() { SessionKey = new ProcessKeySource() }, TimeProvider.System, NullLoggerFactory.Instance);

    private static string Sign(TestIssuer issuer, Doorman doorman, string subject, string audience = "https://mcp.example.com/mcp/tester", string? scope = null) =>
        Token.Sign(Token.Header(), Token.Claims(issuer.Issuer, doorman.Time.GetUtcNow(), ("sub", subject), ("aud", audience), ("scope", (JsonNode?)scope)).ToJsonString(), issuer.Rsa);

    private static async Task<(int Status, string Headers, string Body)> AskAsync(McpEndpoint endpoint, string token, string path = Path)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = "POST";
        request.Path = path;
        request.Host = new("127.0.0.1");
        request.Headers.Authorization = "Bearer " + token;
        request.Headers.Accept = "application/json, text/event-stream";
        request.ContentType = "application/json";
        request.Headers["MCP-Protocol-Version"] = "2026-07-28";
        request.Headers["Mcp-Method"] = "tools/call";
        request.Headers["Mcp-Name"] = "a_b";
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(HttpHost.Body("tools/call", "\"name\":\"a_b\",\"arguments\":{}")));
        using var body = new MemoryStream();
        context.Response.Body = body;
        await endpoint.HandleAsync(context);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return (context.Response.StatusCode, string.Join('\n', context.Response.Headers.Select(header => $"{header.Key}: {header.Value}")), Encoding.UTF8.GetString(body.ToArray()));
    }
}
