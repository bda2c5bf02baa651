using System.Net;
using System.Text;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>The rules of 2026-07-28: what the headers say and what the body says is the same thing, or nothing happens.</summary>
public sealed class ModernRulesTests
{
    private const string Call = "\"name\":\"a_b\",\"arguments\":{}";

    /// <summary>What is changed on a right request, and the status and code that it then gets.</summary>
    public static TheoryData<string, Action<HttpRequestMessage>, int, int> Faults { get; } = new()
    {
        { "version header missing", request => request.Headers.Remove("MCP-Protocol-Version"), 400, -32020 },
        { "version header of an older era", request => Set(request, "MCP-Protocol-Version", "2025-11-25"), 400, -32020 },
        { "version header unknown", request => Set(request, "MCP-Protocol-Version", "2099-01-01"), 400, -32022 },
        { "version header not a version", request => Set(request, "MCP-Protocol-Version", "yes"), 400, -32022 },
        { "version in both unknown", request => { Set(request, "MCP-Protocol-Version", "2099-01-01"); Edit(request, "2026-07-28", "2099-01-01"); }, 400, -32022 },
        { "version in both older", request => { Set(request, "MCP-Protocol-Version", "2025-11-25"); Edit(request, "2026-07-28", "2025-11-25"); }, 400, -32022 },
        { "version in the body differs", request => Edit(request, "2026-07-28", "2025-11-25"), 400, -32020 },
        { "version in the body not text", request => Edit(request, "\"2026-07-28\"", "7"), 400, -32602 },
        { "version in the body missing", request => Edit(request, "io.modelcontextprotocol/protocolVersion", "x"), 400, -32602 },
        { "capabilities missing", request => Edit(request, "io.modelcontextprotocol/clientCapabilities", "x"), 400, -32602 },
        { "capabilities not an object", request => Edit(request, "clientCapabilities\":{}", "clientCapabilities\":7"), 400, -32602 },
        { "meta missing", request => Edit(request, "_meta", "meta"), 400, -32602 },
        { "method header missing", request => request.Headers.Remove("Mcp-Method"), 400, -32020 },
        { "method header differs", request => Set(request, "Mcp-Method", "tools/list"), 400, -32020 },
        { "method header in other case", request => Set(request, "Mcp-Method", "Tools/Call"), 400, -32020 },
        { "method header twice", request => request.Headers.TryAddWithoutValidation("Mcp-Method", "tools/call"), 400, -32020 },
        { "method header empty", request => Set(request, "Mcp-Method", ""), 400, -32020 },
        { "name header missing", request => request.Headers.Remove("Mcp-Name"), 400, -32020 },
        { "name header differs", request => Set(request, "Mcp-Name", "a_c"), 400, -32020 },
        { "name header badly encoded", request => Set(request, "Mcp-Name", "=?base64?%%%?="), 400, -32020 },
        { "name header encodes another name", request => Set(request, "Mcp-Name", Encode("a_c")), 400, -32020 },
        { "name header twice, the second one right", request => { Set(request, "Mcp-Name", "a_c"); request.Headers.TryAddWithoutValidation("mcp-name", "a_b"); }, 400, -32020 },
        { "unknown method", request => { Set(request, "Mcp-Method", "tools/burn"); Edit(request, "tools/call", "tools/burn"); }, 404, -32601 },
        { "initialize", request => { Set(request, "Mcp-Method", "initialize"); Edit(request, "tools/call", "initialize"); }, 404, -32601 },
        { "ping", request => { Set(request, "Mcp-Method", "ping"); Edit(request, "tools/call", "ping"); }, 404, -32601 },
        { "logging/setLevel", request => { Set(request, "Mcp-Method", "logging/setLevel"); Edit(request, "tools/call", "logging/setLevel"); }, 404, -32601 },
        { "resources/subscribe", request => { Set(request, "Mcp-Method", "resources/subscribe"); Edit(request, "tools/call", "resources/subscribe"); }, 404, -32601 },
        { "resources/unsubscribe", request => { Set(request, "Mcp-Method", "resources/unsubscribe"); Edit(request, "tools/call", "resources/unsubscribe"); }, 404, -32601 },
        { "a response", request => Replace(request, """{"jsonrpc":"2.0","id":1,"result":{}}"""), 400, -32600 },
        { "Accept without events", request => Set(request, "Accept", "application/json"), 406, -32000 },
        { "Accept without JSON", request => Set(request, "Accept", "text/event-stream"), 406, -32000 },
        { "Accept missing", request => request.Headers.Remove("Accept"), 406, -32000 },
        { "Accept that forbids JSON", request => Set(request, "Accept", "application/json;q=0, text/event-stream"), 406, -32000 },
        { "Content-Type text", request => request.Content!.Headers.ContentType = new("text/plain"), 415, -32000 },
        { "Content-Type missing", request => request.Content!.Headers.ContentType = null, 415, -32000 },
        { "Content-Type in another charset", request => request.Content!.Headers.ContentType = new("application/json", "utf-16"), 415, -32000 },
        { "compressed", request => request.Content!.Headers.ContentEncoding.Add("gzip"), 415, -32000 },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Post_Fault_IsRefusedAndNothingRuns(string fault, Action<HttpRequestMessage> change, int status, int code)
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });
        var request = host.Modern("tools/call", "a_b", Call);
        change(request);

        var (answered, body) = await host.AskAsync(request);

        Assert.Equal((fault, status, code), (fault, (int)answered, body.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal("2.0", body.GetProperty("jsonrpc").GetString());
        Assert.NotEmpty(body.GetProperty("error").GetProperty("message").GetString()!);
        Assert.Equal(0, calls);
        if (status == 400)
        {
            Assert.StartsWith("alice tester ", Assert.Single(host.Refusals), StringComparison.Ordinal);
        }

        if (code == -32022)
        {
            Assert.Equal(["2026-07-28"], body.GetProperty("error").GetProperty("data").GetProperty("supported").EnumerateArray().Select(version => version.GetString()));
        }
    }

    /// <summary>What may be different on a right request.</summary>
    public static TheoryData<string, Action<HttpRequestMessage>> Liberties { get; } = new()
    {
        { "as it is", _ => { } },
        { "a session id", request => request.Headers.Add("Mcp-Session-Id", "whatever") },
        { "a last event id", request => request.Headers.Add("Last-Event-ID", "1-1") },
        { "blanks around the method", request => Set(request, "Mcp-Method", "  tools/call ") },
        { "an encoded name", request => Set(request, "Mcp-Name", Encode("a_b")) },
        { "any type accepted", request => Set(request, "Accept", "*/*") },
        { "types with parameters", request => Set(request, "Accept", "application/json;q=0.5, text/*") },
        { "a charset", request => request.Content!.Headers.ContentType = new("application/json", "UTF-8") },
        { "spoofed identity", request => { request.Headers.Add("X-Role", "admin"); request.Headers.Add("X-Forwarded-User", "root"); request.Headers.Add("X-Forwarded-For", "10.0.0.1"); } },
        { "no arguments", request => Edit(request, ",\"arguments\":{}", "") },
    };

    [Theory]
    [MemberData(nameof(Liberties), DisableDiscoveryEnumeration = true)]
    public async Task Post_Liberty_IsServedForTheCredentialsPrincipal(string liberty, Action<HttpRequestMessage> change)
    {
        var principal = "";
        await using var host = await HttpHost.StartAsync((request, _) =>
        {
            principal = request.Principal;
            return new(Answers.Fine);
        });
        var request = host.Modern("tools/call", "a_b", Call);
        change(request);

        using var response = await host.SendAsync(request);
        var body = Some.Json(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("result");

        Assert.Equal((liberty, HttpStatusCode.OK, "alice"), (liberty, response.StatusCode, principal));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
        Assert.Equal("complete", body.GetProperty("resultType").GetString());
        Assert.Equal("codex-mcp", body.GetProperty("_meta").GetProperty("io.modelcontextprotocol/serverInfo").GetProperty("name").GetString());
        Assert.Equal(0, host.Endpoint.Sessions);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("-9223372036854775808")]
    [InlineData("\"\\u00e9\\\"\"")]
    public async Task Post_Id_ComesBackWithItsType(string id)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));

        var (_, called) = await host.AskAsync(host.Modern("tools/call", "a_b", Call, id: id));
        var (_, listed) = await host.AskAsync(host.Modern("tools/list", id: id));
        var (_, refused) = await host.AskAsync(host.Modern("ping", id: id));

        Assert.All([called, listed, refused], body => Assert.Equal(Some.Json(id).ToString(), body.GetProperty("id").ToString()));
        Assert.All([called, listed, refused], body => Assert.Equal(Some.Json(id).ValueKind, body.GetProperty("id").ValueKind));
    }

    [Fact]
    public async Task Post_Notification_IsAcceptedWithoutABody()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var request = host.Modern("notifications/cancelled");
        Replace(request, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task OtherVerb_Modern_IsNotAllowed(string verb)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var request = host.Bare(new(verb));
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static void Edit(HttpRequestMessage request, string from, string to)
    {
        var body = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
        Assert.Contains(from, body, StringComparison.Ordinal);
        Replace(request, body.Replace(from, to, StringComparison.Ordinal));
    }

    private static void Replace(HttpRequestMessage request, string body) => request.Content = HttpHost.Json(body);

    private static string Encode(string name) => $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";
}
