using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Good tokens, and what is made of them.</summary>
public sealed class JwtTests
{
    [Fact]
    public async Task Authenticate_GoodToken_GivesTheCaller()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var now = doorman.Time.GetUtcNow();

        var caller = await doorman.EnterAsync(Sign(issuer, now));

        Assert.Equal("oidc:corp:alice", caller.Principal);
        Assert.Equal("jwt", caller.Scheme);
        Assert.Equal("dbe39bf3a3ba4238a513f51d6e1691c4", caller.CredentialId);
        Assert.Equal(now.AddSeconds(300), caller.Expires);
        Assert.Null(caller.Roles);
        Assert.Empty(caller.Groups);
    }

    [Theory]
    [InlineData("https://mcp.example.com/mcp/sales")]
    [InlineData("https://mcp.example.com/mcp")]
    [InlineData("https://mcp.example.com/")]
    [InlineData("https://mcp.example.com")]
    [InlineData("our-api")]
    public async Task Authenticate_AudienceThatMeansUs_ComesIn(string audience)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { Audiences = ["our-api"] });

        await doorman.EnterAsync(Sign(issuer, doorman.Time.GetUtcNow(), ("aud", new JsonArray("https://other.example", audience))));
    }

    [Fact]
    public async Task Authenticate_TokenOfOneRole_DoesNotOpenAnother_AlsoWhenItIsRemembered()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var token = Sign(issuer, doorman.Time.GetUtcNow());

        await doorman.EnterAsync(token);

        await doorman.RefuseAsync(token, "/mcp/finance");
        await doorman.RefuseAsync(token, "/mcp");
        await doorman.EnterAsync(token);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Authenticate_EachAlgorithm_IsVerified(string algorithm)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { Algorithms = [algorithm] });
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        using var curve = ECDsa.Create(algorithm switch { "ES384" => ECCurve.NamedCurves.nistP384, "ES512" => ECCurve.NamedCurves.nistP521, _ => ECCurve.NamedCurves.nistP256 });
        issuer.Keys = $$"""{"keys":[{{TestIssuer.Jwk(issuer.Rsa, "rsa")}},{{TestIssuer.Jwk(curve, "ec")}}]}""";
        var claims = Token.Claims(issuer.Issuer, doorman.Time.GetUtcNow()).ToJsonString();
        var token = algorithm[0] == 'E'
            ? Token.Sign(Token.Header(algorithm, "ec"), claims, data => curve.SignData(data, hash))
            : Token.Sign(Token.Header(algorithm), claims, issuer.Rsa, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

        await doorman.EnterAsync(token);
    }

    [Fact]
    public async Task Authenticate_ClockOff_ComesInWithinTheSkewOnly()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var now = doorman.Time.GetUtcNow().ToUnixTimeSeconds();

        await doorman.EnterAsync(Sign(issuer, doorman.Time.GetUtcNow(), ("exp", now - 59), ("iat", now - 600)));
        await doorman.EnterAsync(Sign(issuer, doorman.Time.GetUtcNow(), ("nbf", now + 60), ("iat", now + 60)));
    }

    [Fact]
    public async Task Authenticate_RememberedToken_EndsWithTheToken()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { ClockSkew = TimeSpan.Zero });
        var token = Sign(issuer, doorman.Time.GetUtcNow(), ("exp", doorman.Time.GetUtcNow().ToUnixTimeSeconds() + 30));
        await doorman.EnterAsync(token);

        doorman.Time.Advance(TimeSpan.FromSeconds(29));
        await doorman.EnterAsync(token);
        doorman.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("expired", (await doorman.RefuseAsync(token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_PlainType_OnlyBySetting()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { AllowPlainJwtType = true });
        var claims = Token.Claims(issuer.Issuer, doorman.Time.GetUtcNow(), ("jti", null), ("client_id", null)).ToJsonString();

        await doorman.EnterAsync(Token.Sign(Token.Header(typ: "JWT"), claims, issuer.Rsa));
        await doorman.EnterAsync(Token.Sign("""{"alg":"RS256","kid":"rsa"}""", claims, issuer.Rsa));
        await doorman.RefuseAsync(Token.Sign(Token.Header(typ: "logout+jwt"), claims, issuer.Rsa));
    }

    [Theory]
    [InlineData("at+JWT")]
    [InlineData("application/at+jwt")]
    public async Task Authenticate_TypeWrittenOtherwise_ComesIn(string type)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        await doorman.EnterAsync(Token.Sign(Token.Header(typ: type), Token.Claims(issuer.Issuer, doorman.Time.GetUtcNow()).ToJsonString(), issuer.Rsa));
    }

    [Fact]
    public async Task Authenticate_ScopesAndGroups_AreMappedAndNothingElseCounts()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with
        {
            RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["mcp:sales"] = ["sales"], ["mcp:all"] = ["sales", "finance"] },
            Groups = new Dictionary<string, IReadOnlyList<string>> { ["CRM-Users"] = ["sales", "support"] },
        });

        var caller = await doorman.EnterAsync(Sign(
            issuer, doorman.Time.GetUtcNow(), ("scope", "openid mcp:sales finance"), ("groups", new JsonArray("CRM-Users", "security", "crm-users")), ("roles", new JsonArray("finance"))));

        Assert.Equal(["sales"], caller.Roles!);
        Assert.Equal(["sales", "support"], caller.Groups.Order(StringComparer.Ordinal));
        Assert.Equal("mcp:all", caller.ScopesByRole!["finance"]);
    }

    [Fact]
    public async Task Authenticate_NoMappedScope_OpensNoRole()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer, one => one with { RolesByScope = new Dictionary<string, IReadOnlyList<string>> { ["mcp:sales"] = ["sales"] } });

        Assert.Empty((await doorman.EnterAsync(Sign(issuer, doorman.Time.GetUtcNow()))).Roles!);
    }

    [Fact]
    public async Task Authenticate_IdThatIsNotPlain_IsNotRepeated()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        var caller = await doorman.EnterAsync(Sign(issuer, doorman.Time.GetUtcNow(), ("jti", "evil\nline of a log")));

        Assert.Matches("^[0-9a-f]{16}$", caller.CredentialId);
    }

    private static string Sign(TestIssuer issuer, DateTimeOffset now, params (string, JsonNode?)[] changes) =>
        Token.Sign(Token.Header(), Token.Claims(issuer.Issuer, now, changes).ToJsonString(), issuer.Rsa);
}
