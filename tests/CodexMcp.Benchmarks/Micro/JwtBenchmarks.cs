using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using CodexMcp.Host.Http.Authentication;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Http.Authentication.Jwt;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Benchmarks.Micro;

/// <summary>An access token whose issuer's keys are known: verified whole, as when it comes for the first time, and remembered, as from then on.</summary>
[Config(typeof(MicroConfig))]
public class JwtBenchmarks
{
    private const string Issuer = "https://login.example.com";
    private readonly BoundedCache<VerifiedToken> cache = new(100, TimeProvider.System);
    private JwtVerifier verifier = null!;
    private string token = "";

    /// <summary>How the token is signed.</summary>
    [Params("RS256", "PS256", "ES256")]
    public string Algorithm { get; set; } = "";

    /// <summary>Makes a token, and fetches the keys.</summary>
    [GlobalSetup]
    public async Task CreateAsync()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = $$"""{"alg":"{{Algorithm}}","kid":"{{Algorithm[..1]}}","typ":"at+jwt"}""";
        var claims = $$"""
            {"iss":"{{Issuer}}","sub":"alice","aud":"https://mcp.example.com/mcp/sales","exp":{{now + 80_000}},"iat":{{now}},"jti":"dbe39bf3a3ba4238a513f51d6e1691c4","client_id":"agent","scope":"openid mcp:sales"}
            """;
        var signed = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        var data = Encoding.ASCII.GetBytes(signed);
        var signature = Algorithm[0] == 'E'
            ? curve.SignData(data, HashAlgorithmName.SHA256)
            : rsa.SignData(data, HashAlgorithmName.SHA256, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        token = $"{signed}.{Text(signature)}";

        var (n, point) = (rsa.ExportParameters(false), curve.ExportParameters(false).Q);
        var key = Algorithm[0] == 'E'
            ? $$"""{"kty":"EC","crv":"P-256","kid":"E","x":"{{Text(point.X!)}}","y":"{{Text(point.Y!)}}"}"""
            : $$"""{"kty":"RSA","kid":"{{Algorithm[..1]}}","n":"{{Text(n.Modulus!)}}","e":"{{Text(n.Exponent!)}}"}""";
        var options = new IssuerOptions { Alias = "corp", Issuer = Issuer };
        var keys = KeySet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{key}}]}"""))!;
        verifier = new(options, new(options, () => Task.FromResult(keys), TimeProvider.System, NullLogger.Instance), TimeProvider.System);
        cache.Keep(TokenHash.Of(token), (await VerifyAsync()).Token ?? throw new InvalidOperationException("The token is not good."), DateTimeOffset.UtcNow.AddHours(1));
    }

    /// <summary>Takes the token apart, verifies the signature and judges the claims.</summary>
    [Benchmark]
    public async Task<bool> Verified() => (await VerifyAsync().ConfigureAwait(false)).Token is not null;

    /// <summary>Finds it among those that were verified within the last minute.</summary>
    [Benchmark]
    public object? Remembered() => cache.Find(TokenHash.Of(token));

    private async Task<TokenVerdict> VerifyAsync()
    {
        var text = JwtText.Read(token, out _)!;
        return await verifier.VerifyAsync(text, StrictJson.Parse(text.Claims)!.Value, TokenHash.Of(token), CancellationToken.None).ConfigureAwait(false);
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
