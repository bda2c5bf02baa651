using CodexMcp.Core.Roles;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Arguments that a tool wants repeated in headers: both say the same, or the call does not happen.</summary>
public sealed class ParameterHeaderTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "region":{"type":"string","x-mcp-header":"Region"},
          "count":{"type":"integer","x-mcp-header":"Count"},
          "dry":{"type":"boolean","x-mcp-header":"Dry"},
          "where":{"type":"object","properties":{"zone":{"type":"string","x-mcp-header":"Zone"}}},
          "free":{"type":"string"}}}
        """;

    [Theory]
    [InlineData("""{"region":"eu"}""", "Region: eu", true)]
    [InlineData("""{"region":"eu"}""", "region: eu", true)]
    [InlineData("""{"region":"eu"}""", "Region: us", false)]
    [InlineData("""{"region":"eu"}""", "Region: EU", false)]
    [InlineData("""{"region":"eu"}""", "", false)]
    [InlineData("""{"region":"Zürich"}""", "Region: =?base64?WsO8cmljaA==?=", true)]
    [InlineData("""{"region":"Zürich"}""", "Region: =?base64?WsO8cmljaA?=", false)]
    [InlineData("""{"region":"Zürich"}""", "Region: Zürich", false)]
    [InlineData("""{"region":null}""", "", true)]
    [InlineData("""{"region":null}""", "Region: eu", false)]
    [InlineData("{}", "", true)]
    [InlineData("{}", "Region: eu", false)]
    [InlineData("""{"count":42}""", "Count: 42", true)]
    [InlineData("""{"count":42.0}""", "Count: 42", true)]
    [InlineData("""{"count":42}""", "Count: 43", false)]
    [InlineData("""{"count":42}""", "Count: 0x2a", false)]
    [InlineData("""{"dry":true}""", "Dry: true", true)]
    [InlineData("""{"dry":true}""", "Dry: false", false)]
    [InlineData("""{"where":{"zone":"a"}}""", "Zone: a", true)]
    [InlineData("""{"where":{"zone":"a"}}""", "Zone: b", false)]
    [InlineData("""{"where":{"zone":"a"}}""", "", false)]
    [InlineData("""{"free":"x"}""", "Free: y", true)]
    public async Task Call_Header_MustSayWhatTheArgumentSays(string arguments, string header, bool allowed)
    {
        var calls = 0;
        await using var host = await HttpHost.StartAsync((_, _) =>
        {
            calls++;
            return new(Answers.Fine);
        });
        host.Role().Profile = WithSchema();
        var request = host.Modern("tools/call", "a_b", "\"name\":\"a_b\",\"arguments\":" + arguments);
        if (header.Split(": ") is [var name, var value])
        {
            request.Headers.TryAddWithoutValidation("Mcp-Param-" + name, value);
        }

        var (status, body) = await host.AskAsync(request);

        Assert.Equal(allowed ? 1 : 0, calls);
        Assert.Equal(allowed ? 200 : 400, (int)status);
        Assert.Equal(allowed, !body.TryGetProperty("error", out var error));
        if (!allowed)
        {
            Assert.Equal(-32020, error.GetProperty("code").GetInt32());
        }
    }

    [Fact]
    public async Task Call_HeaderTwice_IsRefused()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        host.Role().Profile = WithSchema();
        var request = host.Modern("tools/call", "a_b", """ "name":"a_b","arguments":{"region":"eu"} """);
        request.Headers.TryAddWithoutValidation("Mcp-Param-Region", "eu");
        request.Headers.TryAddWithoutValidation("mcp-param-region", "us");

        var (status, body) = await host.AskAsync(request);

        Assert.Equal((400, -32020), ((int)status, body.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Call_Legacy_NeedsNoHeader()
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        host.Role().Profile = WithSchema();
        var session = await host.BeginAsync();

        var (_, body) = await host.AskAsync(host.Legacy(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a_b","arguments":{"region":"eu"}}}""", session));

        Assert.True(body.TryGetProperty("result", out _));
    }

    private static RoleProfile WithSchema()
    {
        var tool = Some.Tool("a_b");
        return Some.Role() with { Tools = [new(tool.Definition with { InputSchema = Some.Json(Schema) }) { Mode = tool.Mode, ListedAt = tool.ListedAt, ModeAt = tool.ModeAt, Timeout = tool.Timeout }] };
    }
}
