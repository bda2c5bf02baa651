using System.Text.Json;
using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>Verifies the access tokens that one issuer signs (RFC 9068, RFC 8725): the algorithm, the key, the signature, and only then the claims.</summary>
internal sealed class JwtVerifier(IssuerOptions issuer, KeySource keys, TimeProvider time)
{
    private readonly ClaimRules rules = new(issuer, time);

    /// <summary>Verifies a token that says it is this issuer's.</summary>
    /// <param name="token">The token.</param>
    /// <param name="claims">Its claims, parsed from the same bytes that are signed.</param>
    /// <param name="hash">The hash of its text.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public async ValueTask<TokenVerdict> VerifyAsync(JwtText token, JsonElement claims, TokenHash hash, CancellationToken cancellationToken)
    {
        if (!issuer.Algorithms.Contains(token.Header.Algorithm.Name, StringComparer.Ordinal))
        {
            return TokenVerdict.Bad("its algorithm is not one that is taken from its issuer");
        }

        if (!token.Header.IsAccessToken && !issuer.AllowPlainJwtType)
        {
            return TokenVerdict.Bad("its 'typ' is not at+jwt");
        }

        var (key, unreachable) = await keys.FindAsync(token.Header, cancellationToken).ConfigureAwait(false);
        if (key is null)
        {
            return unreachable
                ? TokenVerdict.Unknown("The issuer's keys can't be had now.")
                : TokenVerdict.Bad("its key is not one of its issuer's");
        }

        if (!key.Verify(token.Header.Algorithm, token.Signed, token.Signature))
        {
            return TokenVerdict.Bad("its signature is not right");
        }

        return Judge(claims, token.Header.IsAccessToken, hash);
    }

    private TokenVerdict Judge(JsonElement claims, bool isAccessToken, TokenHash hash)
    {
        if (!string.Equals(StrictJson.Text(claims, "iss"), issuer.Issuer, StringComparison.Ordinal))
        {
            return TokenVerdict.Bad("its issuer is not one that is taken here");
        }

        var id = StrictJson.Text(claims, "jti");
        if (isAccessToken && (id is null || StrictJson.Text(claims, "client_id") is null || !claims.TryGetProperty("iat", out _)))
        {
            return TokenVerdict.Bad("'jti', 'client_id' or 'iat' is missing");
        }

        return rules.CheckTimes(claims, out var expires) is { } problem
            ? TokenVerdict.Bad(problem)
            : rules.Accept(claims, StrictJson.Text(claims, "sub"), "jwt", IsShowable(id) ? id! : hash.Short, expires);
    }

    // An issuer may write anything there; only what can't disguise a log line is repeated.
    private static bool IsShowable(string? id) => id is { Length: >= 8 and <= 64 } && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
