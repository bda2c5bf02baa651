using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Opaque tokens, about which the issuer is asked (RFC 7662).</summary>
public sealed class IntrospectionTests
{
    private const string Opaque = "mF_9.B5f-4.1JqM.canary";

    [Fact]
    public async Task Authenticate_ActiveToken_GivesTheCaller_AndAsksAsRfc7662Says()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        issuer.Introspect = token => token == Opaque ? Active(issuer, doorman) : """{"active":false}""";

        var caller = await doorman.EnterAsync(Opaque);

        Assert.Equal("oidc:corp:Z5O3upPC88QrAjx00dis", caller.Principal);
        Assert.Equal("introspection", caller.Scheme);
        Assert.DoesNotContain(caller.CredentialId, Opaque, StringComparison.Ordinal);
        var asked = Assert.Single(issuer.Requests);
        Assert.Contains("Authorization: Basic " + Convert.ToBase64String("the+host:s%2Fecret%3A1"u8), asked, StringComparison.Ordinal);
        Assert.Contains("token_type_hint=access_token", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_Yes_IsRememberedShortly_AndNeverBeyondItsEnd()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        issuer.Introspect = _ => Active(issuer, doorman, seconds: 20);
        await doorman.EnterAsync(Opaque);
        await doorman.EnterAsync(Opaque);
        Assert.Equal(1, issuer.Introspections);
        issuer.Introspect = _ => """{"active":false}""";

        doorman.Time.Advance(TimeSpan.FromSeconds(20));

        await doorman.RefuseAsync(Opaque);
        Assert.Equal(2, issuer.Introspections);
    }

    [Fact]
    public async Task Authenticate_No_IsRememberedForAMoment()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        await doorman.RefuseAsync(Opaque);
        await doorman.RefuseAsync(Opaque);
        Assert.Equal(1, issuer.Introspections);
        issuer.Introspect = _ => Active(issuer, doorman);

        doorman.Time.Advance(TimeSpan.FromSeconds(2));

        await doorman.EnterAsync(Opaque);
    }

    [Theory]
    [InlineData(500, """{"active":true}""")]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(302, "")]
    [InlineData(404, "")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"active":"true"}""")]
    [InlineData(200, """{"active":1}""")]
    [InlineData(200, """{"active":false,"active":true}""")]
    public async Task Authenticate_NoClearAnswer_IsUnavailable_AndNothingIsRemembered(int status, string answer)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        issuer.Status = status;
        issuer.Introspect = _ => answer;

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Opaque));
        Assert.DoesNotContain("canary", string.Concat(doorman.Logged), StringComparison.Ordinal);
        Assert.DoesNotContain("s/ecret", string.Concat(doorman.Logged), StringComparison.Ordinal);

        issuer.Status = 200;
        issuer.Introspect = _ => Active(issuer, doorman);
        await doorman.EnterAsync(Opaque);
    }

    [Fact]
    public async Task Authenticate_IssuerGone_IsUnavailable()
    {
        var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        await issuer.DisposeAsync();

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Opaque));
        Assert.DoesNotContain("canary", string.Concat(doorman.Logged), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"iss\":\"https://evil.example\"")]
    [InlineData("\"aud\":\"https://other.example\"")]
    [InlineData("\"aud\":[]")]
    [InlineData("\"exp\":1")]
    [InlineData("\"exp\":\"soon\"")]
    [InlineData("\"nbf\":99999999999")]
    [InlineData("\"token_type\":\"refresh_token\"")]
    [InlineData("\"token_type\":\"DPoP\"")]
    [InlineData("\"sub\":\"\"")]
    [InlineData("\"sub\":7")]
    [InlineData("\"scope\":7")]
    public async Task Authenticate_ActiveButNotForUs_IsRefused(string member)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        var name = member[..member.IndexOf(':')];
        var good = Active(issuer, doorman);
        issuer.Introspect = _ => System.Text.RegularExpressions.Regex.Replace(good, $",{name}:(\"[^\"]*\"|\\d+)", "")[..^1] + "," + member + "}";

        await doorman.RefuseAsync(Opaque);
    }

    [Fact]
    public async Task Authenticate_ClientThatActsForItself_IsTheClient()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = Create(issuer);
        issuer.Introspect = _ => Active(issuer, doorman).Replace("\"sub\":\"Z5O3upPC88QrAjx00dis\",", "", StringComparison.Ordinal);

        Assert.Equal("oidc:corp:l238j323ds-23ij4", (await doorman.EnterAsync(Opaque)).Principal);
    }

    private static Doorman Create(TestIssuer issuer) => new(issuer, one => one with
    {
        Jwt = false,
        Introspection = new() { Endpoint = new(issuer.Issuer + "/introspect"), ClientId = "the host", ClientSecret = "s/ecret:1" },
    });

    // RFC 7662, 2.2: its example, for this server and with a time of ours.
    private static string Active(TestIssuer issuer, Doorman doorman, int seconds = 300)
    {
        var now = doorman.Time.GetUtcNow().ToUnixTimeSeconds();
        return $$"""
            {"active":true,"client_id":"l238j323ds-23ij4","username":"jdoe","scope":"read write dolphin","sub":"Z5O3upPC88QrAjx00dis","aud":"{{Token.Resource}}","iss":"{{issuer.Issuer}}","exp":{{now + seconds}},"iat":{{now}},"extension_field":"twenty-seven"}
            """;
    }
}
