using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Tests.Http.Authentication.Support;

namespace CodexMcp.Host.Tests.Http.Authentication;

/// <summary>Every classic fault of a JWT, one by one, beside the good token that differs from it in that fault only.</summary>
public sealed class JwtFaultTests
{
    private static readonly RSA Stranger = RSA.Create(2048);

    private static readonly Dictionary<string, Func<TestIssuer, DateTimeOffset, string>> Faults = new(StringComparer.Ordinal)
    {
        ["signed by a stranger"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now), Stranger),
        ["signature of another token"] = (issuer, now) => Cut(Rs256(issuer, now)) + Rs256(issuer, now, ("sub", "bob"))[Rs256(issuer, now, ("sub", "bob")).LastIndexOf('.')..],
        ["claims of another token"] = (issuer, now) => Swap(Rs256(issuer, now), Good(issuer, now, ("sub", "bob"))),
        ["no signature"] = (issuer, now) => Cut(Rs256(issuer, now)) + ".",
        ["two parts"] = (issuer, now) => Cut(Rs256(issuer, now)),
        ["four parts"] = (issuer, now) => Rs256(issuer, now) + ".AAAA",
        ["five parts, as if encrypted"] = (issuer, now) => Rs256(issuer, now) + ".AAAA.AAAA",
        ["padded base64"] = (issuer, now) => Rs256(issuer, now) + "=",
        ["plus and slash of plain base64"] = (issuer, now) => Cut(Rs256(issuer, now)) + "." + new string('+', 342),
        ["bits left over at the end"] = (issuer, now) => SpareBits(Rs256(issuer, now)),
        ["signature cut short"] = (issuer, now) => Rs256(issuer, now)[..^4],
        ["signature with a zero in front"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now), data => [0, .. issuer.Rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)]),
        ["HMAC with the public key as PEM"] = (issuer, now) => Token.Sign(Token.Header("HS256"), Good(issuer, now), data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Rsa.ExportSubjectPublicKeyInfoPem()), data)),
        ["HMAC with the public key as DER"] = (issuer, now) => Token.Sign(Token.Header("HS256"), Good(issuer, now), data => HMACSHA256.HashData(issuer.Rsa.ExportSubjectPublicKeyInfo(), data)),
        ["HMAC with the key set"] = (issuer, now) => Token.Sign(Token.Header("HS256"), Good(issuer, now), data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(issuer.Keys), data)),
        ["HMAC with an empty key"] = (issuer, now) => Token.Sign(Token.Header("HS512"), Good(issuer, now), data => HMACSHA512.HashData(Array.Empty<byte>(), data)),
        ["algorithm that is not configured"] = (issuer, now) => Token.Sign(Token.Header("RS512"), Good(issuer, now), issuer.Rsa, HashAlgorithmName.SHA512),
        ["EC algorithm with an RSA key"] = (issuer, now) => Token.Sign(Token.Header("ES256"), Good(issuer, now), issuer.Rsa),
        ["RSA algorithm with an EC key"] = (issuer, now) => Token.Sign(Token.Header(kid: "ec"), Good(issuer, now), data => issuer.Elliptic.SignData(data, HashAlgorithmName.SHA256)),
        ["PS256 said, RS256 done"] = (issuer, now) => Token.Sign(Token.Header("PS256"), Good(issuer, now), issuer.Rsa),
        ["EC signature as DER"] = (issuer, now) => Token.Sign(Token.Header("ES256", "ec"), Good(issuer, now), data => issuer.Elliptic.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["EC signature of zeros"] = (issuer, now) => Token.Sign(Token.Header("ES256", "ec"), Good(issuer, now), _ => new byte[64]),
        ["EdDSA"] = (issuer, now) => Token.Sign(Token.Header("EdDSA"), Good(issuer, now), _ => new byte[64]),
        ["algorithm in small letters"] = (issuer, now) => Token.Sign(Token.Header("rs256"), Good(issuer, now), issuer.Rsa),
        ["no algorithm"] = (issuer, now) => Token.Sign("""{"kid":"rsa","typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["algorithm as a list"] = (issuer, now) => Token.Sign("""{"alg":["RS256"],"kid":"rsa","typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["algorithm twice"] = (issuer, now) => Token.Sign("""{"alg":"none","alg":"RS256","kid":"rsa","typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["algorithm twice, once escaped"] = (issuer, now) => Token.Sign("""{"alg":"RS256","\u0061lg":"none","kid":"rsa","typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["crit"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"crit\":[\"exp\"]"), Good(issuer, now), issuer.Rsa),
        ["empty crit"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"crit\":[]"), Good(issuer, now), issuer.Rsa),
        ["b64 false"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"b64\":false"), Good(issuer, now), issuer.Rsa),
        ["zip"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"zip\":\"DEF\""), Good(issuer, now), issuer.Rsa),
        ["enc"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"enc\":\"A128GCM\""), Good(issuer, now), issuer.Rsa),
        ["nested"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"cty\":\"JWT\""), $"\"{Rs256(issuer, now)}\"", issuer.Rsa),
        ["unsigned token inside"] = (issuer, now) => Token.Sign(Token.Header(), $"\"{Token.Text("{\"alg\":\"none\"}")}.{Token.Text(Good(issuer, now))}.\"", issuer.Rsa),
        ["own key in the header"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"jwk\":" + TestIssuer.Jwk(Stranger, "rsa")), Good(issuer, now), Stranger),
        ["own key set's address"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"jku\":\"https://evil.example/jwks\""), Good(issuer, now), Stranger),
        ["own certificate's address"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"x5u\":\"https://evil.example/cert\""), Good(issuer, now), Stranger),
        ["own certificate"] = (issuer, now) => Token.Sign(Token.Header(more: ",\"x5c\":[\"AAAA\"]"), Good(issuer, now), Stranger),
        ["kid that is a path"] = (issuer, now) => Token.Sign(Token.Header(kid: "../../../../dev/null"), Good(issuer, now), Stranger),
        ["kid that is SQL"] = (issuer, now) => Token.Sign(Token.Header(kid: "x' UNION SELECT 'key"), Good(issuer, now), Stranger),
        ["kid that is an address"] = (issuer, now) => Token.Sign(Token.Header(kid: "https://evil.example/key"), Good(issuer, now), Stranger),
        ["kid of 300 characters"] = (issuer, now) => Token.Sign(Token.Header(kid: new string('k', 300)), Good(issuer, now), issuer.Rsa),
        ["kid as a number"] = (issuer, now) => Token.Sign("""{"alg":"RS256","kid":1,"typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["type JWT"] = (issuer, now) => Token.Sign(Token.Header(typ: "JWT"), Good(issuer, now), issuer.Rsa),
        ["no type"] = (issuer, now) => Token.Sign("""{"alg":"RS256","kid":"rsa"}""", Good(issuer, now), issuer.Rsa),
        ["type of another kind"] = (issuer, now) => Token.Sign(Token.Header(typ: "dpop+jwt"), Good(issuer, now), issuer.Rsa),
        ["type of a logout token"] = (issuer, now) => Token.Sign(Token.Header(typ: "logout+jwt"), Good(issuer, now), issuer.Rsa),
        ["header that is a list"] = (issuer, now) => Token.Sign("""["RS256"]""", Good(issuer, now), issuer.Rsa),
        ["header with a comment"] = (issuer, now) => Token.Sign("""{"alg":"RS256",/**/"kid":"rsa","typ":"at+jwt"}""", Good(issuer, now), issuer.Rsa),
        ["claims that are a list"] = (issuer, _) => Token.Sign(Token.Header(), "[]", issuer.Rsa),
        ["claims twice over"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now) + Good(issuer, now), issuer.Rsa),
        ["subject twice"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now)[..^1] + ",\"sub\":\"admin\"}", issuer.Rsa),
        ["subject twice, once escaped"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now)[..^1] + ",\"\\u0073ub\":\"admin\"}", issuer.Rsa),
        ["twice within a claim"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now)[..^1] + ",\"x\":{\"a\":1,\"a\":2}}", issuer.Rsa),
        ["half of a surrogate pair"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now)[..^1] + ",\"x\":\"\\ud800\"}", issuer.Rsa),
        ["nested too deep"] = (issuer, now) => Token.Sign(Token.Header(), Good(issuer, now)[..^1] + ",\"x\":" + new string('[', 50) + new string(']', 50) + "}", issuer.Rsa),
        ["other issuer"] = (issuer, now) => Rs256(issuer, now, ("iss", "https://evil.example")),
        ["issuer with a slash more"] = (issuer, now) => Rs256(issuer, now, ("iss", issuer.Issuer + "/")),
        ["issuer as a list"] = (issuer, now) => Rs256(issuer, now, ("iss", new JsonArray(issuer.Issuer))),
        ["no issuer"] = (issuer, now) => Rs256(issuer, now, ("iss", null)),
        ["other audience"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://other.example.com/mcp/sales")),
        ["audience of another role"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://mcp.example.com/mcp/finance")),
        ["audience that begins alike"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://mcp.example.com.evil.example/mcp/sales")),
        ["audience that goes on"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://mcp.example.com/mcp/sales2")),
        ["audience below the role"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://mcp.example.com/mcp/sales/x")),
        ["audience in capitals"] = (issuer, now) => Rs256(issuer, now, ("aud", "https://MCP.example.com/mcp/sales")),
        ["audience of plain http"] = (issuer, now) => Rs256(issuer, now, ("aud", "http://mcp.example.com/mcp/sales")),
        ["audience everyone"] = (issuer, now) => Rs256(issuer, now, ("aud", "*")),
        ["no audience"] = (issuer, now) => Rs256(issuer, now, ("aud", null)),
        ["empty list of audiences"] = (issuer, now) => Rs256(issuer, now, ("aud", new JsonArray())),
        ["audience with a number in it"] = (issuer, now) => Rs256(issuer, now, ("aud", new JsonArray(Token.Resource, 1))),
        ["expired"] = (issuer, now) => Rs256(issuer, now, ("exp", now.ToUnixTimeSeconds() - 60), ("iat", now.ToUnixTimeSeconds() - 600)),
        ["no end"] = (issuer, now) => Rs256(issuer, now, ("exp", null)),
        ["end as text"] = (issuer, now) => Rs256(issuer, now, ("exp", (now.ToUnixTimeSeconds() + 300).ToString())),
        ["end beyond all time"] = (issuer, now) => Rs256(issuer, now, ("exp", 1e300)),
        ["end before all time"] = (issuer, now) => Rs256(issuer, now, ("exp", -1)),
        ["lives for a year"] = (issuer, now) => Rs256(issuer, now, ("exp", now.ToUnixTimeSeconds() + 31_536_000)),
        ["not valid yet"] = (issuer, now) => Rs256(issuer, now, ("nbf", now.ToUnixTimeSeconds() + 61)),
        ["start as text"] = (issuer, now) => Rs256(issuer, now, ("nbf", "0")),
        ["from the future"] = (issuer, now) => Rs256(issuer, now, ("iat", now.ToUnixTimeSeconds() + 61)),
        ["no time of issue"] = (issuer, now) => Rs256(issuer, now, ("iat", null)),
        ["no id"] = (issuer, now) => Rs256(issuer, now, ("jti", null)),
        ["no client"] = (issuer, now) => Rs256(issuer, now, ("client_id", null)),
        ["no subject"] = (issuer, now) => Rs256(issuer, now, ("sub", null)),
        ["empty subject"] = (issuer, now) => Rs256(issuer, now, ("sub", "")),
        ["subject that matches everyone"] = (issuer, now) => Rs256(issuer, now, ("sub", "*")),
        ["subject with a line break"] = (issuer, now) => Rs256(issuer, now, ("sub", "alice\nbob")),
        ["subject that looks like another"] = (issuer, now) => Rs256(issuer, now, ("sub", "\u0430lice")),
        ["subject of 201 characters"] = (issuer, now) => Rs256(issuer, now, ("sub", new string('a', 201))),
        ["subject as a number"] = (issuer, now) => Rs256(issuer, now, ("sub", 7)),
        ["scope as a number"] = (issuer, now) => Rs256(issuer, now, ("scope", 7)),
        ["501 groups"] = (issuer, now) => Rs256(issuer, now, ("groups", new JsonArray([.. Enumerable.Range(0, 501).Select(each => (JsonNode)$"g{each}")]))),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Authenticate_FaultyToken_IsRefused(string name)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var now = doorman.Time.GetUtcNow();
        await doorman.EnterAsync(Rs256(issuer, now));
        var token = Faults[name](issuer, now);

        var refused = Assert.IsType<AuthenticationResult.Refused>(await doorman.AskAsync(token));

        Assert.True(refused.Status is 400 or 401);
        Assert.Contains("error=\"invalid_", refused.Challenge, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refused.Message + refused.Challenge + string.Concat(doorman.Logged), StringComparison.Ordinal);
        Assert.All(issuer.Requests, request => Assert.DoesNotContain(token, request, StringComparison.Ordinal));
        await doorman.EnterAsync(Rs256(issuer, now));
    }

    // "none" in every mixture of small and capital letters, and with what a careless comparison would trim.
    [Fact]
    public async Task Authenticate_AlgorithmNoneInAnySpelling_IsRefused()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var claims = Good(issuer, doorman.Time.GetUtcNow());
        var spellings = Enumerable.Range(0, 16)
            .Select(bits => string.Concat("none".Select((letter, index) => (bits >> index & 1) == 1 ? char.ToUpperInvariant(letter) : letter)))
            .Concat([" none", "none ", "none\\u0000", "", "null", "NoneRS256", "n\\u00f6ne"]);
        foreach (var spelling in spellings)
        {
            foreach (var signature in new[] { "", "AA", Token.Text(issuer.Rsa.SignData([1], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) })
            {
                await doorman.RefuseAsync($"{Token.Text(Token.Header(spelling))}.{Token.Text(claims)}.{signature}");
            }
        }
    }

    [Theory]
    [InlineData(16 * 1024 + 1)]
    [InlineData(1024 * 1024)]
    public async Task Authenticate_HugeToken_IsRefusedBeforeItIsRead(int length)
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);

        var refused = Assert.IsType<AuthenticationResult.Refused>(await doorman.AskAsync(new string('a', length)));

        Assert.Equal(400, refused.Status);
        Assert.Empty(issuer.Requests);
    }

    [Fact]
    public async Task Authenticate_EveryBitOfTheSignature_Matters()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var doorman = new Doorman(issuer);
        var signature = Array.Empty<byte>();
        var token = Token.Sign(Token.Header("ES256", "ec"), Good(issuer, doorman.Time.GetUtcNow()), data => signature = issuer.Elliptic.SignData(data, HashAlgorithmName.SHA256));
        await doorman.EnterAsync(token);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await doorman.RefuseAsync($"{Cut(token)}.{Token.Text(changed)}");
        }
    }

    private static string Good(TestIssuer issuer, DateTimeOffset now, params (string, JsonNode?)[] changes) => Token.Claims(issuer.Issuer, now, changes).ToJsonString();

    private static string Rs256(TestIssuer issuer, DateTimeOffset now, params (string, JsonNode?)[] changes) => Token.Sign(Token.Header(), Good(issuer, now, changes), issuer.Rsa);

    private static string Cut(string token) => token[..token.LastIndexOf('.')];

    private static string Swap(string token, string claims)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{Token.Text(claims)}.{parts[2]}";
    }

    // 256 bytes leave two characters at the end: the last one has four bits that mean nothing.
    private static string SpareBits(string token)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + Alphabet[Alphabet.IndexOf(token[^1]) | 1];
    }
}
