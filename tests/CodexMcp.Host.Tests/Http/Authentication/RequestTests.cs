using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Tests.Http.Authentication.Support;
using Microsoft.AspNetCore.Http;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Where a credential may be, API keys, and the challenges.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Authenticate_NoCredential_IsChallengedWithTheMetadata()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        var refused = await doorman.RefuseAsync(null);

        Assert.Equal("Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp/sales\"", refused.Challenge);
    }

    [Fact]
    public async Task Authenticate_PathThatIsNoRole_DoesNotComeIntoTheHeader()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        foreach (var path in new[] { "/mcp", "/mcp/", "/mcp/x\"\r\nSet-Cookie: a=b", "/mcp/SALES", "/mcp/a/b", "/mcp/" + new string('a', 64) })
        {
            Assert.EndsWith("oauth-protected-resource/mcp\"", (await doorman.RefuseAsync(null, path)).Challenge, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Authenticate_WithoutIssuers_NamesNoMetadata()
    {
        using var doorman = new Doorman(null);

        Assert.DoesNotContain("resource_metadata", (await doorman.RefuseAsync(null)).Challenge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Role", "sales")]
    [InlineData("X-User", "alice")]
    [InlineData("X-Forwarded-User", "alice")]
    [InlineData("X-Forwarded-Email", "alice@example.com")]
    [InlineData("X-Forwarded-Groups", "sales")]
    [InlineData("X-Forwarded-Access-Token", "KEY")]
    [InlineData("X-Forwarded-Client-Cert", "Subject=\"CN=alice\"")]
    [InlineData("X-Auth-Request-User", "alice")]
    [InlineData("X-Remote-User", "alice")]
    [InlineData("Remote-User", "alice")]
    [InlineData("X-API-Key", "KEY")]
    [InlineData("X-Client-Cert", "KEY")]
    [InlineData("Proxy-Authorization", "Bearer KEY")]
    [InlineData("X-Authorization", "Bearer KEY")]
    [InlineData("Authorization_", "Bearer KEY")]
    [InlineData("Cookie", "access_token=KEY")]
    public async Task Authenticate_OtherHeaderThatSaysWho_IsIgnored(string header, string value)
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);

        var alone = await doorman.AskAsync(null, change: context => context.Request.Headers[header] = value.Replace("KEY", key, StringComparison.Ordinal));
        var beside = await doorman.AskAsync(key, change: context => context.Request.Headers[header] = value.Replace("alice", "root", StringComparison.Ordinal));

        Assert.Equal(401, Assert.IsType<AuthenticationResult.Refused>(alone).Status);
        Assert.Equal("key:alice", Assert.IsType<AuthenticationResult.Success>(beside).Caller.Principal);
    }

    [Fact]
    public async Task Authenticate_TokenInTheAddress_IsRefused_AlsoBesideAHeader()
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);
        foreach (var token in new[] { null, key })
        {
            var refused = Assert.IsType<AuthenticationResult.Refused>(await doorman.AskAsync(token, change: context => context.Request.QueryString = new("?access_token=" + key)));
            Assert.Equal(400, refused.Status);
            Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Basic YWxpY2U6eA==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("BearerKEY")]
    [InlineData("KEY")]
    [InlineData("Bearer KEY, Bearer KEY")]
    [InlineData("Bearer KEY KEY")]
    [InlineData("Bearer KEY,Basic YQ==")]
    [InlineData("Bearer \tKEY")]
    [InlineData("Bearer KEY\u0000")]
    [InlineData("Bearer \u212aEY")]
    [InlineData("DPoP KEY")]
    [InlineData("Negotiate KEY")]
    public async Task Authenticate_OddHeader_IsRefused(string value)
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);

        var result = await doorman.AskAsync(null, change: context => context.Request.Headers.Authorization = value.Replace("KEY", key, StringComparison.Ordinal));

        Assert.Equal(400, Assert.IsType<AuthenticationResult.Refused>(result).Status);
    }

    [Fact]
    public async Task Authenticate_TwoHeaders_AreRefused()
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);

        var result = await doorman.AskAsync(null, change: context => context.Request.Headers.Authorization = new(["Bearer " + key, "Bearer " + key]));

        Assert.Equal(400, Assert.IsType<AuthenticationResult.Refused>(result).Status);
    }

    [Fact]
    public async Task Authenticate_ApiKey_GivesItsPrincipalAndItsRoles_UntilItIsRevoked()
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);

        var caller = await doorman.EnterAsync(key);
        Assert.Equal("key:alice", caller.Principal);
        Assert.Equal(["sales"], caller.Roles!);
        Assert.Equal("api_key", caller.Scheme);
        Assert.Equal(ApiKeyPrefix(key), caller.CredentialId);

        await doorman.Keys.RevokeAsync(key, TestContext.Current.CancellationToken);
        var refused = await doorman.RefuseAsync(key);
        Assert.DoesNotContain(key, refused.Message + refused.Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_ApiKey_Expires()
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);
        doorman.Time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        await doorman.EnterAsync(key);

        doorman.Time.Advance(TimeSpan.FromSeconds(1));

        await doorman.RefuseAsync(key);
    }

    [Fact]
    public async Task Authenticate_ApproversKey_CallsNothing()
    {
        using var doorman = new Doorman(null);
        var key = await doorman.Keys.CreateAsync(new() { Kind = Core.Access.ApiKeyKind.Approver, Principal = "carol" }, TestContext.Current.CancellationToken);

        await doorman.RefuseAsync(key.Text);
    }

    [Fact]
    public async Task Authenticate_ApiKeysOff_AreRefused_AndNeverShownToAnIssuer()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(
            issuer,
            one => one with { Introspection = new() { Endpoint = new(issuer.Issuer + "/introspect"), ClientId = "host", ClientSecret = "secret" } },
            all => all with { ApiKeys = false });
        var key = await CreateAsync(doorman);

        await doorman.RefuseAsync(key);
        await doorman.RefuseAsync(key[..^1]);

        Assert.Empty(issuer.Requests);
    }

    [Fact]
    public async Task Authenticate_StoreAway_IsUnavailable()
    {
        using var doorman = new Doorman(null);
        var key = await CreateAsync(doorman);
        doorman.Store.IsAway = true;

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(key));
        Assert.DoesNotContain(key, string.Concat(doorman.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StepUp_NamesTheScopeAndTheMetadata()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        Assert.Equal(
            "Bearer error=\"insufficient_scope\", scope=\"mcp:sales\", resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp/sales\"",
            doorman.Authenticator.StepUp("/mcp/sales", "mcp:sales"));
    }

    private static string? ApiKeyPrefix(string key) => Core.Access.ApiKeyText.Prefix(key);

    private static async Task<string> CreateAsync(Doorman doorman) =>
        (await doorman.Keys.CreateAsync(new() { Principal = "alice", Roles = ["sales"], Lifetime = TimeSpan.FromDays(90) }, TestContext.Current.CancellationToken)).Text;
}
