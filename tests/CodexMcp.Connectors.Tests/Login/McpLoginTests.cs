using System.Text;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Login;
using CodexMcp.Connectors.Tests.McpKind;
using CodexMcp.Core.Execution;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Connectors.Tests.Login;

/// <summary>Logging in to an MCP server that says itself where and how, end to end over the wire; and servers that lie about it.</summary>
public sealed class McpLoginTests : IDisposable
{
    private static readonly LoginKey Key = new("docs", "sandbox");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("codex-mcp-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Review_WithoutALogin_NamesTheCommandAndSendsNothing()
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var rig = UpstreamRig.WithLogin(server.Endpoint, Store());
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(rig.ReviewAsync);

        Assert.Equal(ConnectorFailure.Configuration, failure.Failure);
        Assert.Contains("`codex-mcp connectors login docs --environment sandbox`", failure.Next);
        Assert.Empty(server.Paths);
        Assert.Contains("not pinned", (await rig.FailAsync("do")).Message);
    }

    [Fact]
    public async Task Login_ServerDescribesItself_CallsWorkInEveryProcessAndAfterTheTokensEnd()
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var rig = await LoggedInAsync(server);

        await rig.RunAsync("do");
        Assert.Equal(["do"], server.Calls);
        Assert.Equal("native", server.Registered!["application_type"]!.GetValue<string>());
        Assert.Equal("client_secret_basic", server.Registered["token_endpoint_auth_method"]!.GetValue<string>());
        Assert.Equal("read offline_access", server.Asked!["scope"]);
        Assert.Equal(server.Endpoint, server.Asked["resource"]);

        // The client that was registered refreshes what it was given, also in another process.
        server.Expire();
        await rig.RunAsync("do");
        await using var other = UpstreamRig.WithLogin(server.Endpoint, Store());
        await PinAsync(other);
        server.Expire();
        await other.RunAsync("do");

        Assert.Equal(["authorization_code", "refresh_token", "refresh_token"], server.Tokens.Select(static form => form["grant_type"].ToString()));
        Assert.All(server.Tokens, form => Assert.Equal(server.Endpoint, form["resource"]));
        var file = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "logins", "docs.sandbox"), Token);
        Assert.DoesNotContain(server.Address, file);
    }

    [Fact]
    public async Task Call_NeedsMoreThanWasAskedFor_NextLoginAsksForAll()
    {
        await using var server = await ProtectedServer.StartAsync();
        server.Needs["do_not"] = "write";
        await using var rig = await LoggedInAsync(server);

        var failure = await rig.FailAsync("write");
        Assert.Equal((ConnectorFailure.Configuration, "insufficient_scope"), (failure.Failure, failure.VendorCode));
        Assert.Contains("write", failure.Message);
        Assert.Contains("connectors login docs", failure.Next);
        await rig.RunAsync("do");

        await LogInAsync(rig);
        Assert.Equal("read offline_access write", server.Asked!["scope"]);
        // The process that was refused finds the new login by itself.
        await rig.RunAsync("write");
        Assert.Equal(["do", "do_not"], server.Calls);
    }

    [Fact]
    public async Task Call_NeedsWhatNobodyMayHave_DoesNotSendAnyoneToLogInAgain()
    {
        await using var server = await ProtectedServer.StartAsync();
        server.Needs["do_not"] = "write";
        server.Nobody.Add("write");
        await using var rig = await LoggedInAsync(server);
        await rig.FailAsync("write");
        await LogInAsync(rig);

        var failure = await rig.FailAsync("write");

        Assert.Equal(ConnectorFailure.Refused, failure.Failure);
        Assert.DoesNotContain("connectors login", failure.Next);
    }

    [Fact]
    public async Task Review_AddressWasChangedAfterTheLogin_TokenReachesNobodyElse()
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var before = await LoggedInAsync(server);
        await using var stranger = await ProtectedServer.StartAsync();
        await using var rig = UpstreamRig.WithLogin(stranger.Endpoint, Store());
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(rig.ReviewAsync);

        Assert.Contains("another address", failure.Message);
        Assert.Contains("connectors login docs", failure.Next);
        Assert.Empty(stranger.Paths);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(0)]
    public async Task Write_TokenCantBeHad_WasNotSentAndSaysSo(int status)
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var rig = await LoggedInAsync(server);
        server.Expire();
        server.First = context =>
        {
            if (context.Request.Path != "/token")
            {
                return Task.FromResult(false);
            }

            if (status == 0)
            {
                context.Abort();
            }

            context.Response.StatusCode = status == 0 ? 200 : status;
            return Task.FromResult(true);
        };

        var failure = await rig.FailAsync("write");

        Assert.True(failure.NotSent);
        Assert.Equal(ConnectorFailure.Unavailable, failure.Failure);
        Assert.Empty(server.Calls);
        server.First = static _ => Task.FromResult(false);
        await rig.RunAsync("write");
        Assert.Equal(["do_not"], server.Calls);
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "resource: https://evil.example/mcp", "describes itself as another server" },
        { "resource: {address}/mcp/other", "describes itself as another server" },
        { "resource: {address}/mc", "describes itself as another server" },
        { "resource: {address}/mcp#x", "describes itself as another server" },
        { "resource: http://u@{authority}/mcp", "describes itself as another server" },
        { "authorization_servers: []", "names no authorization server" },
        { "authorization_servers: [\"https://login.evil.example\"]", "add it to 'hosts'" },
        { "authorization_servers: [\"http://10.0.0.7\"]", "may not be used" },
        { "authorization_servers: [\"file:///etc/passwd\"]", "names no address" },
        { "issuer: https://evil.example", "bears another name" },
        { "issuer: {address}/", "bears another name" },
        { "code_challenge_methods_supported: [\"plain\"]", "without PKCE" },
        { "code_challenge_methods_supported: null", "without PKCE" },
        { "authorization_endpoint: https://evil.example/authorize", "may not be used" },
        { "authorization_endpoint: javascript:alert(1)", "names no address" },
        { "token_endpoint: https://evil.example/token", "may not be used" },
        { "token_endpoint: http://169.254.169.254/token", "may not be used" },
        { "registration_endpoint: https://evil.example/register", "may not be used" },
        { "registration_endpoint: null", "takes only clients that it knows" },
        { "token_endpoint_auth_methods_supported: [\"tls_client_auth\"]", "proofs of a client" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Login_ServerThatLies_EndsBeforeAnyoneIsSentThere(string lie, string says)
    {
        await using var server = await ProtectedServer.StartAsync();
        var (name, value) = (lie[..lie.IndexOf(':', StringComparison.Ordinal)], lie[(lie.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        value = value.Replace("{address}", server.Address, StringComparison.Ordinal).Replace("{authority}", new Uri(server.Address).Authority, StringComparison.Ordinal);
        void Tell(JsonObject document)
        {
            if (document.ContainsKey(name))
            {
                document[name] = value is ['[', ..] ? JsonNode.Parse(value) : value == "null" ? null : value;
            }
        }

        server.Resource = Tell;
        server.Server = Tell;
        await using var rig = UpstreamRig.WithLogin(server.Endpoint, Store());
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => LogInAsync(rig));

        Assert.Contains(says, $"{failure.Message} {failure.Next}");
        Assert.NotEmpty(failure.Next);
        Assert.DoesNotContain("/authorize", server.Paths);
        Assert.Null(await Store().ReadAsync(Key, Token));
    }

    [Theory]
    [InlineData("redirect", "no description where it says")]
    [InlineData("page", "no description where it says")]
    [InlineData("huge", "answers with too much")]
    [InlineData("broken", "HTTP 502")]
    [InlineData("elsewhere", "may not be used")]
    [InlineData("silent", "does not say how to log in")]
    public async Task Login_DescriptionThatIsNone_SaysWhatIsMissing(string what, string says)
    {
        await using var canary = await ProtectedServer.StartAsync();
        await using var server = await ProtectedServer.StartAsync();
        server.First = async context =>
        {
            if (context.Request.Path == "/mcp" && what is "elsewhere" or "silent")
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = what == "silent" ? "Bearer" : "Basic realm=\"x\", Bearer resource_metadata=\"http://192.168.1.1/x\", error=\"invalid_token\"";
                return true;
            }

            if (!context.Request.Path.StartsWithSegments("/.well-known/oauth-protected-resource"))
            {
                return false;
            }

            switch (what)
            {
                case "redirect":
                    context.Response.Redirect(canary.Address + "/.well-known/oauth-protected-resource/mcp");
                    return true;
                case "page":
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync("<html>Welcome</html>");
                    return true;
                case "huge":
                    context.Response.ContentType = "application/json";
                    await context.Response.WriteAsync("{\"resource\":\"" + new string('x', 400_000) + "\"}");
                    return true;
                case "silent":
                    context.Response.StatusCode = 404;
                    return true;
                default:
                    context.Response.StatusCode = 502;
                    return true;
            }
        };
        await using var rig = UpstreamRig.WithLogin(server.Endpoint, Store());
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => LogInAsync(rig));

        Assert.Contains(says, failure.Message);
        Assert.Empty(canary.Paths);
    }

    [Fact]
    public async Task Login_ManifestNamesTheIssuer_NoOtherIsUsed()
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var rig = UpstreamRig.WithLogin(server.Endpoint, Store(), "{ kind: authorization_code, issuer: \"https://login.example.com\" }");
        rig.Load();

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => LogInAsync(rig));

        Assert.Contains("auth.issuer", failure.Message);
        Assert.DoesNotContain("/register", server.Paths);
    }

    [Fact]
    public async Task Logout_SystemTakesTokensBack_AndSaysWhyWhenItDoesNot()
    {
        await using var server = await ProtectedServer.StartAsync();
        await using var rig = await LoggedInAsync(server);
        var tokens = (await Store().ReadAsync(Key, Token))!;

        Assert.Null(await ConnectorLogin.RevokeAsync(rig.Manifest, Key, tokens, TimeProvider.System, Token));
        Assert.Equal((tokens.RefreshToken, "refresh_token"), (server.Revoked.Single()["token"].ToString(), server.Revoked.Single()["token_type_hint"].ToString()));
        server.Expire();
        Assert.Contains("has ended (invalid_grant)", (await rig.FailAsync("do")).Message);

        server.First = static context => { context.Response.StatusCode = 503; return Task.FromResult(true); };
        Assert.Equal("it answers with HTTP 503", await ConnectorLogin.RevokeAsync(rig.Manifest, Key, tokens, TimeProvider.System, Token));
        await server.DisposeAsync();
        Assert.Equal("it can't be reached", await ConnectorLogin.RevokeAsync(rig.Manifest, Key, tokens, TimeProvider.System, Token));
        Assert.Equal("it names no address for that", await ConnectorLogin.RevokeAsync(rig.Manifest, Key, tokens with { Details = tokens.Details.Where(static one => one.Key != "revocation_url").ToDictionary() }, TimeProvider.System, Token));
    }

    private FileLoginStore Store() =>
        new(() => Path.Combine(folder.FullName, "logins"), () => new FileKeySource(Path.Combine(folder.FullName, "logins.key")), TimeProvider.System);

    private async Task<UpstreamRig> LoggedInAsync(ProtectedServer server)
    {
        var rig = UpstreamRig.WithLogin(server.Endpoint, Store());
        rig.Load();
        await LogInAsync(rig);
        await PinAsync(rig);
        return rig;
    }

    private static async Task PinAsync(UpstreamRig rig)
    {
        rig.Load();
        (await rig.ReviewAsync()).Write();
        rig.Load();
    }

    /// <summary>What `codex-mcp connectors login` does, with a browser that agrees.</summary>
    private async Task LogInAsync(UpstreamRig rig)
    {
        using var redirect = new LoopbackRedirect(0, TimeProvider.System);
        var before = await Store().ReadAsync(Key, Token);
        using var open = await ConnectorLogin.OpenAsync(rig.Manifest, "sandbox", redirect.Address, before, TimeProvider.System, Token);
        var request = new AuthorizationRequest(open.Login, redirect.Address);
        var waiting = redirect.WaitAsync(request.Problem, static _ => { }, Token);
        await ProtectedServer.AgreeAsync(request.Address);
        var answer = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Store().KeepAsync(Key, await new OAuthClient(open.Login, Key, open.Http, TimeProvider.System).RedeemAsync(request, answer, Token), Token);
    }
}
