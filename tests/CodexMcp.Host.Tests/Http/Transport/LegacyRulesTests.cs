using System.Net;
using System.Text.Json;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>The rules of clients that begin with initialize.</summary>
public sealed class LegacyRulesTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    public static TheoryData<string, string, string> Versions { get; } = new()
    {
        { "2024-11-05", "2024-11-05", "2024-11-05" },
        { "2025-03-26", "2025-03-26", "2025-03-26" },
        { "2025-06-18", "2025-06-18", "2025-06-18" },
        { "2025-11-25", "2025-11-25", "2025-11-25" },
        { "one that nobody knows", "2099-01-01", "2025-11-25" },
        { "one that has no sessions", "2026-07-28", "2025-11-25" },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Initialize_Version_IsAgreed(string what, string asked, string agreed)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        using var response = await host.SendAsync(host.Legacy(
            """{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"@","capabilities":{},"clientInfo":{"name":"n","version":"1"}}}""".Replace("@", asked, StringComparison.Ordinal)));
        var body = Some.Json(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var session = Assert.Single(response.Headers.GetValues("Mcp-Session-Id"));

        var result = body.GetProperty("result");
        Assert.Equal((what, agreed), (what, result.GetProperty("protocolVersion").GetString()));
        Assert.Equal("Test with care.", result.GetProperty("instructions").GetString());
        Assert.True(result.GetProperty("capabilities").GetProperty("tools").GetProperty("listChanged").GetBoolean());
        Assert.True(result.GetProperty("capabilities").TryGetProperty("logging", out _));
        Assert.False(result.TryGetProperty("resultType", out _));
        Assert.All(session, character => Assert.InRange(character, '\x21', '\x7e'));
        Assert.True(session.Length is > 60 and < 1000);
    }

    [Fact]
    public async Task List_Result_HasNothingThatOlderClientsDoNotKnow()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        for (var i = 0; i < 2; i++)
        {
            var (_, body) = await host.AskAsync(host.Legacy("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", session));
            Assert.Equal(["tools"], body.GetProperty("result").EnumerateObject().Select(member => member.Name));
        }

        var (_, modern) = await host.AskAsync(host.Modern("tools/list"));

        Assert.Equal("private", modern.GetProperty("result").GetProperty("cacheScope").GetString());
        Assert.Equal(0, modern.GetProperty("result").GetProperty("ttlMs").GetInt32());
    }

    /// <summary>A body, headers, and what they get.</summary>
    public static TheoryData<string, string, string, int, int> Faults { get; } = new()
    {
        { "no session", Ping, "", 400, -32000 },
        { "a session that never was", Ping, "Mcp-Session-Id: abc", 404, -32001 },
        { "a session id of blanks", Ping, "Mcp-Session-Id: ", 404, -32001 },
        { "a session id of a megabyte", Ping, "Mcp-Session-Id: " + new string('x', 20_000), 404, -32001 },
        { "initialize in a session", """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}""", "Mcp-Session-Id: *", 400, -32600 },
        { "initialize without params", """{"jsonrpc":"2.0","id":1,"method":"initialize"}""", "", 200, -32602 },
        { "initialize without a version", """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"clientInfo":{"name":"n","version":"1"}}}""", "", 200, -32602 },
        { "another version than agreed", Ping, "Mcp-Session-Id: *|MCP-Protocol-Version: 2025-06-18", 400, -32600 },
        { "an unknown version", Ping, "Mcp-Session-Id: *|MCP-Protocol-Version: 1999-01-01", 400, -32022 },
        { "an unknown method", """{"jsonrpc":"2.0","id":1,"method":"tools/burn"}""", "Mcp-Session-Id: *", 200, -32601 },
        { "a method of the newer era", """{"jsonrpc":"2.0","id":1,"method":"server/discover"}""", "Mcp-Session-Id: *", 200, -32601 },
        { "a stream of the newer era", """{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen"}""", "Mcp-Session-Id: *", 200, -32601 },
        { "discover without a version", """{"jsonrpc":"2.0","id":1,"method":"server/discover"}""", "", 400, -32000 },
        { "no tool's name", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", "Mcp-Session-Id: *", 200, -32602 },
        { "arguments that are a list", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","arguments":[]}}""", "Mcp-Session-Id: *", 200, -32602 },
        { "params that are a list", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}""", "Mcp-Session-Id: *", 400, -32602 },
        { "a level that is none", """{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"loud"}}""", "Mcp-Session-Id: *", 200, -32602 },
        { "a notification without a session", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", "", 400, -32000 },
        { "a response of no shape", """{"jsonrpc":"2.0","id":1,"error":"no"}""", "Mcp-Session-Id: *", 400, -32600 },
        { "a response without a session", """{"jsonrpc":"2.0","id":1,"result":{}}""", "", 400, -32000 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Post_Fault_IsRefused(string fault, string body, string headers, int status, int code)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        var request = host.Legacy(body);
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (header[..header.IndexOf(':')], header[(header.IndexOf(':') + 2)..]);
            request.Headers.TryAddWithoutValidation(name, value == "*" ? session : value);
        }

        var (answered, answer) = await host.AskAsync(request);

        Assert.Equal((fault, status, code), (fault, (int)answered, answer.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(JsonValueKind.String, answer.GetProperty("error").GetProperty("message").ValueKind);
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync(host.Legacy(Ping, session))).Status);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/whatever"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":12345,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"no"}}""")]
    public async Task Post_NotificationOrResponse_IsAcceptedWithoutABody(string body)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));

        using var response = await host.SendAsync(host.Legacy(body, await host.BeginAsync()));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Null(response.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Delete_Session_EndsIt()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var session = await host.BeginAsync();
        var delete = host.Bare(HttpMethod.Delete);
        delete.Headers.Add("Mcp-Session-Id", session);

        using var deleted = await host.SendAsync(delete);
        var (status, _) = await host.AskAsync(host.Legacy(Ping, session));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(0, host.Endpoint.Sessions);
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("PUT", 405)]
    [InlineData("PATCH", 405)]
    [InlineData("OPTIONS", 405)]
    [InlineData("TRACE", 405)]
    [InlineData("BREW", 405)]
    public async Task OtherVerb_WithoutSession_IsNotAllowed(string verb, int status)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));

        using var response = await host.SendAsync(host.Bare(new(verb)));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task OtherVerb_UnknownSession_IsNotFound(string verb)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var request = host.Bare(new(verb));
        request.Headers.Add("Mcp-Session-Id", "abc");

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
