using System.Net;

namespace CodexMcp.Host.Tests.Http.Transport;

/// <summary>Requests that a web page made a browser send (attack row 5).</summary>
public sealed class HostGateTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:5000")]
    [InlineData("mcp.example.com")]
    [InlineData("other.example.com:8443")]
    public async Task Host_Ours_IsServed(string name) => Assert.Equal(HttpStatusCode.OK, await AskAsync(name, null));

    [Theory]
    [InlineData("evil")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("evil.localhost")]
    [InlineData("127.0.0.2")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost.")]
    [InlineData("xmcp.example.com")]
    [InlineData("other.example.com")]
    [InlineData("other.example.com:80")]
    public async Task Host_NotOurs_IsForbidden(string name) => Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(name, null));

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:3000")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://[::1]:9")]
    [InlineData("https://app.example.com")]
    [InlineData("https://APP.example.com")]
    public async Task Origin_Allowed_IsServed(string origin) => Assert.Equal(HttpStatusCode.OK, await AskAsync("localhost", origin));

    [Theory]
    [InlineData("http://evil")]
    [InlineData("http://evil.example:80")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com:444")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://localhost@evil.example")]
    [InlineData("http://evil.example#localhost")]
    [InlineData("http://localhost/path")]
    [InlineData("file://localhost")]
    [InlineData("chrome-extension://localhost")]
    [InlineData("http://localhost, http://evil.example")]
    [InlineData("http://localhost http://evil.example")]
    public async Task Origin_NotAllowed_IsForbidden(string origin) => Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("localhost", origin));

    [Fact]
    public async Task Origin_OfThisMachine_MayNotCallByAPublicName() =>
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("mcp.example.com", "http://localhost:3000"));

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Evil_EveryVerb_IsForbiddenBeforeTheCredentialIsLookedAt(string verb)
    {
        await using var host = await HttpHost.StartAsync(Answers.With(Answers.Fine));
        var request = new HttpRequestMessage(new(verb), host.Url);
        request.Headers.Host = "evil.example";

        using var response = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("WWW-Authenticate"));
    }

    private static async Task<HttpStatusCode> AskAsync(string name, string? origin)
    {
        await using var host = await HttpHost.StartAsync(
            Answers.With(Answers.Fine),
            options => options with { AllowedHosts = [.. options.AllowedHosts, "mcp.example.com", "other.example.com:8443"], AllowedOrigins = ["https://app.example.com"] });
        var request = host.Modern("tools/list");
        request.Headers.Host = name;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var response = await host.SendAsync(request);
        return response.StatusCode;
    }
}
