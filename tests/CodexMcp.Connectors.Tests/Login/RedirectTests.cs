using System.Net.Sockets;
using System.Text;
using CodexMcp.Connectors.Login;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>What comes back from the browser, and what only looks like it.</summary>
public sealed class RedirectTests
{
    private static readonly OAuthLogin Login = new() { System = "Things", AuthorizeUrl = new("https://login.example.com/authorize?tenant=1"), TokenUrl = new("https://login.example.com/token"), ClientId = "me", Scopes = ["a", "b"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Request_Address_HasAllThatTheServerNeedsAndNoSecret()
    {
        var request = new AuthorizationRequest(Login with { ClientSecret = "hush", AuthorizeParameters = [new("prompt", "consent")] }, new("http://127.0.0.1:1/callback"));
        var address = request.Address.AbsoluteUri;

        Assert.StartsWith("https://login.example.com/authorize?tenant=1&response_type=code&client_id=me&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&state=", address);
        Assert.Contains("&code_challenge_method=S256&scope=a%20b&prompt=consent", address);
        Assert.DoesNotContain("hush", address);
        Assert.DoesNotContain(request.Verifier, address);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "https://login.example.com", true)]
    [InlineData(null, "https://login.example.com/tenant", true)]
    [InlineData(null, "https://evil.example", false)]
    [InlineData(null, "login.example.com", false)]
    [InlineData("https://login.example.com", "https://login.example.com", true)]
    [InlineData("https://login.example.com", "https://login.example.com/", false)]
    [InlineData("https://login.example.com", null, false)]
    public void Problem_Issuer_IsTheServersOwn(string? declared, string? given, bool good)
    {
        var request = new AuthorizationRequest(Login with { Issuer = declared }, new("http://127.0.0.1:1/callback"));
        var answer = new Dictionary<string, string> { ["state"] = State(request), ["code"] = "c" };
        if (given is not null)
        {
            answer["iss"] = given;
        }

        Assert.Equal(good, request.Problem(answer) is null);
        answer["state"] += "x";
        Assert.NotNull(request.Problem(answer));
        answer.Remove("state");
        Assert.NotNull(request.Problem(answer));
    }

    [Theory]
    [InlineData("GET /callback?state=wrong HTTP/1.1\r\nHost: {host}\r\n\r\n", "400")]
    [InlineData("GET /callback?state=a&state=b HTTP/1.1\r\nHost: {host}\r\n\r\n", "400")]
    [InlineData("GET /callback?state={state} HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421")]
    [InlineData("GET /callback?state={state} HTTP/1.1\r\n\r\n", "421")]
    [InlineData("GET /other?state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n", "404")]
    [InlineData("GET /callback HTTP/1.1\r\nHost: {host}\r\n\r\n", "404")]
    [InlineData("POST /callback?state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    public async Task Wait_WhatDoesNotBelongToTheLogin_IsTurnedAwayAndTheWaitGoesOn(string sent, string status)
    {
        using var redirect = new LoopbackRedirect(0, TimeProvider.System);
        var request = new AuthorizationRequest(Login, redirect.Address);
        var turned = new List<string>();
        var waiting = redirect.WaitAsync(request.Problem, turned.Add, Token);

        // A browser opens connections in advance, and says nothing on them.
        using var silent = new TcpClient("127.0.0.1", redirect.Address.Port);
        var page = await SendAsync(redirect.Address.Port, sent.Replace("{host}", redirect.Address.Authority).Replace("{state}", State(request)));
        Assert.StartsWith($"HTTP/1.1 {status} ", page);
        Assert.DoesNotContain("wrong", page);
        Assert.False(waiting.IsCompleted);

        var good = await SendAsync(redirect.Address.Port, $"GET /callback?code=c%2F1&state={State(request)} HTTP/1.1\r\nHost: {redirect.Address.Authority}\r\n\r\n");
        var answer = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal("c/1", answer["code"]);
        Assert.StartsWith("HTTP/1.1 200 ", good);
        Assert.DoesNotContain("c/1", good);
        Assert.Contains("Content-Security-Policy: default-src 'none'", good);
        Assert.Equal(sent.Contains("state=wrong"), turned.Count == 1);
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        using var redirect = new LoopbackRedirect(0, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var waiting = redirect.WaitAsync(static _ => null, static _ => { }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    private static string State(AuthorizationRequest request) => request.Address.Query.Split("&state=")[1].Split('&')[0];

    private static async Task<string> SendAsync(int port, string text)
    {
        using var client = new TcpClient("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }
}
