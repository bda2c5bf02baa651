using System.Text.Json;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Console.SignIn.OpenId;

/// <summary>What an ID token must be like (OpenID Connect Core, 3.1.3.7): signed by the provider, for us, for this very request, and fresh.</summary>
internal sealed class IdTokenRules(OpenIdOptions options, KeySource keys, TimeProvider time)
{
    private const int LongestSubject = 200;
    private readonly ClaimRules claimRules = new(options.Issuer, time);

    /// <summary>Gives the subject, or why there is none; a refusal is the end of a sentence.</summary>
    public async ValueTask<(string? Subject, string? Refusal)> VerifyAsync(string text, string nonce, CancellationToken cancellationToken)
    {
        if (JwtText.Read(text, out var reason) is not { } token)
        {
            return (null, $"the ID token was refused: {reason}");
        }

        if (token.Header.IsAccessToken || !options.Issuer.Algorithms.Contains(token.Header.Algorithm.Name, StringComparer.Ordinal))
        {
            return (null, "the ID token is of another kind, or its algorithm is not one that is taken");
        }

        var (key, unreachable) = await keys.FindAsync(token.Header, cancellationToken).ConfigureAwait(false);
        if (key is null)
        {
            return (null, unreachable ? "the provider's keys can't be had now" : "the ID token's key is not one of the provider's");
        }

        if (!key.Verify(token.Header.Algorithm, token.Signed, token.Signature) || StrictJson.Parse(token.Claims) is not { } claims)
        {
            return (null, "the ID token's signature is not right");
        }

        return Judge(claims, nonce) is { } problem ? (null, $"the ID token was refused: {problem}") : (StrictJson.Text(claims, "sub"), null);
    }

    private string? Judge(JsonElement claims, string nonce)
    {
        if (!string.Equals(StrictJson.Text(claims, "iss"), options.Issuer.Issuer, StringComparison.Ordinal))
        {
            return "its issuer is another";
        }

        if (!claims.TryGetProperty("aud", out var member) || StrictJson.Texts(member, 20) is not { Count: > 0 } audiences || !audiences.Contains(options.ClientId, StringComparer.Ordinal))
        {
            return "it is meant for somebody else";
        }

        if ((audiences.Count > 1 || claims.TryGetProperty("azp", out _)) && !string.Equals(StrictJson.Text(claims, "azp"), options.ClientId, StringComparison.Ordinal))
        {
            return "it was given to somebody else";
        }

        if (!string.Equals(StrictJson.Text(claims, "nonce"), nonce, StringComparison.Ordinal))
        {
            return "it was made for another sign-in";
        }

        if (!claims.TryGetProperty("iat", out _))
        {
            return "its 'iat' is missing";
        }

        var subject = StrictJson.Text(claims, "sub");
        return claimRules.CheckTimes(claims, out _) is { } late ? late
            : subject is not { Length: > 0 and <= LongestSubject } || subject.AsSpan().ContainsAnyExceptInRange('!', '~') || subject.Contains('*') ? "its 'sub' is missing, too long, or holds blanks or unusual characters"
            : null;
    }
}
