using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Http.Authentication.Jwt;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Verifies access tokens: a signed one by the issuer that it names, an opaque one by asking. A yes is remembered for a minute, never beyond the token's end.</summary>
internal sealed class BearerTokens : IDisposable
{
    private const int Remembered = 10_000;
    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, JwtVerifier> verifiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> audiences = new(StringComparer.Ordinal);
    private readonly List<IDisposable> owned = [];
    private readonly Introspector? introspector;
    private readonly string? introspected;
    private readonly BoundedCache<Remembrance> cache;
    private readonly TimeProvider time;
    private readonly string origin;

    /// <summary>Creates the verifiers; nothing is fetched before the first token comes.</summary>
    public BearerTokens(AuthenticationOptions options, TimeProvider time, ILogger logger)
    {
        this.time = time;
        origin = ResourceUrls.Origin(options.PublicUrl);
        cache = new(Remembered, time);
        foreach (var issuer in options.Issuers)
        {
            var client = new IssuerClient(issuer, options.AllowLoopbackHttp);
            owned.Add(client);
            audiences[issuer.Issuer] = issuer.Audiences;
            if (issuer.Jwt)
            {
                verifiers[issuer.Issuer] = new(issuer, new(issuer, new Discovery(issuer, client).FetchKeysAsync, time, logger), time);
            }

            if (issuer.Introspection is { } introspection)
            {
                introspector = new(issuer, introspection, client, time, logger);
                introspected = issuer.Issuer;
                owned.Add(introspector);
            }
        }
    }

    /// <summary>Verifies a token for what the path names.</summary>
    public async ValueTask<TokenVerdict> VerifyAsync(string token, string resourcePath, CancellationToken cancellationToken)
    {
        var hash = TokenHash.Of(token);
        if (cache.Find(hash) is { } known)
        {
            return For(resourcePath, known.Token, known.Issuer);
        }

        if (verifiers.Count > 0 && JwtText.IsMeant(token))
        {
            return await VerifyJwtAsync(token, hash, resourcePath, cancellationToken).ConfigureAwait(false);
        }

        if (introspector is null)
        {
            return TokenVerdict.Bad("it is not one that is taken here");
        }

        var verdict = await introspector.VerifyAsync(token, hash, cancellationToken).ConfigureAwait(false);
        return verdict.Token is { } opaque ? For(resourcePath, opaque, introspected!) : verdict;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in owned)
        {
            item.Dispose();
        }
    }

    private async ValueTask<TokenVerdict> VerifyJwtAsync(string token, TokenHash hash, string resourcePath, CancellationToken cancellationToken)
    {
        if (JwtText.Read(token, out var reason) is not { } text)
        {
            return TokenVerdict.Bad(reason);
        }

        // Only to choose among the configured issuers; the verifier looks at it again when the signature is right.
        if (StrictJson.Parse(text.Claims) is not { } claims || StrictJson.Text(claims, "iss") is not { } issuer || !verifiers.TryGetValue(issuer, out var verifier))
        {
            return TokenVerdict.Bad("its issuer is not one that is taken here");
        }

        var verdict = await verifier.VerifyAsync(text, claims, hash, cancellationToken).ConfigureAwait(false);
        if (verdict.Token is not { } verified)
        {
            return verdict;
        }

        var until = time.GetUtcNow() + RememberFor;
        cache.Keep(hash, new(verified, issuer), verified.Caller.Expires is { } end && end < until ? end : until);
        return For(resourcePath, verified, issuer);
    }

    private TokenVerdict For(string resourcePath, VerifiedToken token, string issuer)
    {
        var named = audiences[issuer];
        foreach (var audience in token.Audiences)
        {
            if (ResourceUrls.Means(audience, origin, resourcePath) || (named.Count > 0 && named.Contains(audience, StringComparer.Ordinal)))
            {
                return TokenVerdict.Good(token);
            }
        }

        return TokenVerdict.Bad("it is meant for another resource; ask for one whose audience is the address of this endpoint");
    }

    private sealed record Remembrance(VerifiedToken Token, string Issuer);
}
