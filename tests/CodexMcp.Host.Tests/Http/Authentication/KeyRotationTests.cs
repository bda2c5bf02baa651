using System.Security.Cryptography;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Http.Authentication.Jwt;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>An issuer's keys as they change, run out and can't be had.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task Authenticate_ManyAtOnce_FetchOnce()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        issuer.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var many = Enumerable.Range(0, 50).Select(each => doorman.EnterAsync(Sign(issuer, doorman, sub: $"user{each}"))).ToList();

        issuer.Hold.SetResult();
        await Task.WhenAll(many);

        Assert.Equal(1, issuer.KeyFetches);
    }

    [Fact]
    public async Task Authenticate_NewKey_IsFetched_OldOneIsGone()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await doorman.EnterAsync(Sign(issuer, doorman));
        using var next = RSA.Create(2048);
        issuer.Keys = $$"""{"keys":[{{TestIssuer.Jwk(next, "next")}}]}""";
        doorman.Time.Advance(KeySource.BetweenMisses);

        await doorman.EnterAsync(Sign(issuer, doorman, "next", next));

        Assert.Equal(2, issuer.KeyFetches);
        await doorman.RefuseAsync(Sign(issuer, doorman, sub: "bob"));
    }

    [Fact]
    public async Task Authenticate_InventedNames_FetchSeldom()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await doorman.EnterAsync(Sign(issuer, doorman));
        for (var each = 0; each < 100; each++)
        {
            await doorman.RefuseAsync(Sign(issuer, doorman, $"invented{each}"));
        }

        Assert.Equal(1, issuer.KeyFetches);
        doorman.Time.Advance(KeySource.BetweenMisses);
        for (var each = 0; each < 100; each++)
        {
            await doorman.RefuseAsync(Sign(issuer, doorman, $"invented{each}"));
        }

        Assert.Equal(2, issuer.KeyFetches);
    }

    [Fact]
    public async Task Authenticate_IssuerDownFromTheStart_IsUnavailable_ThenComesBack()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        issuer.Status = 500;

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Sign(issuer, doorman)));
        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Sign(issuer, doorman)));
        Assert.Single(issuer.Requests, request => request.Contains("openid-configuration", StringComparison.Ordinal));
        Assert.Contains("status 500", Assert.Single(doorman.Logged), StringComparison.Ordinal);

        issuer.Status = 200;
        doorman.Time.Advance(KeySource.BetweenFailures);
        await doorman.EnterAsync(Sign(issuer, doorman));
    }

    [Fact]
    public async Task Authenticate_IssuerDownLater_OldKeysServeForAWhileOnly()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        await doorman.EnterAsync(Sign(issuer, doorman));
        issuer.Status = 503;

        doorman.Time.Advance(KeySource.Fresh + KeySource.Grace - TimeSpan.FromSeconds(1));
        await doorman.EnterAsync(Sign(issuer, doorman));
        doorman.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Sign(issuer, doorman, sub: "bob")));
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("elsewhere")]
    [InlineData("metadata service")]
    [InlineData("file")]
    [InlineData("relative")]
    [InlineData("empty set")]
    [InlineData("no set")]
    [InlineData("huge")]
    public async Task Authenticate_DocumentsThatCantBeTrusted_AreUnavailable(string fault)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        issuer.CallsItself = fault == "issuer" ? "https://evil.example" : null;
        issuer.KeysAt = fault switch
        {
            "elsewhere" => "https://evil.example/jwks",
            "metadata service" => "http://169.254.169.254/latest",
            "file" => "file:///etc/passwd",
            "relative" => "jwks",
            _ => null,
        };
        issuer.Keys = fault switch { "empty set" => """{"keys":[]}""", "no set" => "[]", "huge" => issuer.Keys + new string(' ', 300_000), _ => issuer.Keys };

        Assert.IsType<AuthenticationResult.Unavailable>(await doorman.AskAsync(Sign(issuer, doorman)));
    }

    [Fact]
    public void Parse_KeysThatCantBeUsed_AreLeftOut()
    {
        using var good = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = TestIssuer.Jwk(good, "x");
        string[] bad =
        [
            TestIssuer.Jwk(weak, "weak"),
            """{"kty":"oct","kid":"secret","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}""",
            """{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
            jwk.Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal),
            jwk.Replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]", StringComparison.Ordinal),
            jwk.Replace("\"AQAB\"", "\"AQ\"", StringComparison.Ordinal),
            jwk.Replace("\"AQAB\"", "\"BA\"", StringComparison.Ordinal),
            jwk.Replace("\"AQAB\"", "\"AQABAQABAQAB\"", StringComparison.Ordinal),
            TestIssuer.Jwk(good, "private", ",\"d\":\"AQAB\""),
            TestIssuer.Jwk(good, new string('k', 257)),
            TestIssuer.Jwk(curve, "curve").Replace("P-256", "secp256k1", StringComparison.Ordinal),
            TestIssuer.Jwk(curve, "curve").Replace("P-256", "P-384", StringComparison.Ordinal),
            $$"""{"kty":"EC","crv":"P-256","kid":"off","x":"{{Token.Text(new byte[32])}}","y":"{{Token.Text(new byte[32])}}"}""",
        ];

        foreach (var each in bad)
        {
            Assert.Equal(0, KeySet.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"keys":[{{each}}]}"""))!.Count);
        }

        Assert.Equal(0, KeySet.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk}},{{TestIssuer.Jwk(curve, "x")}}]}"""))!.Count);
        Assert.Equal(1, KeySet.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', bad)}},{{TestIssuer.Jwk(good, "good")}}]}"""))!.Count);
    }

    [Fact]
    public void Addresses_IssuerWithAPath_AreThoseOfTheSpecifications() => Assert.Equal(
        [
            "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
            "https://auth.example.com/.well-known/openid-configuration/tenant1",
            "https://auth.example.com/tenant1/.well-known/openid-configuration",
        ],
        Discovery.Addresses(new("https://auth.example.com/tenant1")).Select(address => address.AbsoluteUri));

    private static string Sign(TestIssuer issuer, Doorman doorman, string kid = "rsa", RSA? key = null, string sub = "alice") =>
        Token.Sign(Token.Header(kid: kid), Token.Claims(issuer.Issuer, doorman.Time.GetUtcNow(), ("sub", sub)).ToJsonString(), key ?? issuer.Rsa);
}
