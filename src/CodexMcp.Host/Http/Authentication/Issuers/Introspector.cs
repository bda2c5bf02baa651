using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Host.Http.Authentication.Jwt;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>Asks the issuer about opaque tokens (RFC 7662). A yes is remembered shortly, a no very shortly, and no answer is never a yes.</summary>
internal sealed class Introspector : IDisposable
{
    private const int Remembered = 10_000;
    private const int AtOnce = 32;
    private static readonly TimeSpan NoFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const string No = "its issuer does not stand for it";

    private readonly IssuerOptions issuer;
    private readonly IntrospectionOptions options;
    private readonly IssuerClient client;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ClaimRules rules;
    private readonly BoundedCache<VerifiedToken> yes;
    private readonly BoundedCache<string> no;
    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly AuthenticationHeaderValue credential;

    /// <summary>Creates it.</summary>
    public Introspector(IssuerOptions issuer, IntrospectionOptions options, IssuerClient client, TimeProvider time, ILogger logger)
    {
        this.issuer = issuer;
        this.options = options;
        this.client = client;
        this.time = time;
        this.logger = logger;
        rules = new(issuer, time);
        yes = new(Remembered, time);
        no = new(Remembered, time);

        // RFC 6749, 2.3.1: both parts are form-encoded before they are put together.
        var pair = $"{Form(options.ClientId)}:{Form(options.ClientSecret)}";
        credential = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>Asks about a token.</summary>
    public async ValueTask<TokenVerdict> VerifyAsync(string token, TokenHash hash, CancellationToken cancellationToken)
    {
        if (yes.Find(hash) is { } known)
        {
            return TokenVerdict.Good(known);
        }

        if (no.Find(hash) is { } refused)
        {
            return TokenVerdict.Bad(refused);
        }

        // So many at once, so that invented tokens don't become a flood on the issuer.
        if (!await places.WaitAsync(Patience, cancellationToken).ConfigureAwait(false))
        {
            return TokenVerdict.Unknown("Too many tokens are being asked about now.");
        }

        TokenVerdict verdict;
        try
        {
            var answer = await client.PostAsync(options.Endpoint, credential, [new("token", token), new("token_type_hint", "access_token")], cancellationToken).ConfigureAwait(false);
            verdict = Judge(answer, hash);
        }
        catch (IssuerException exception)
        {
            logger.Notice($"The issuer '{issuer.Alias}' can't be asked about a token: {exception.Message}. Check its introspection endpoint, and the client id and secret for it.");
            return TokenVerdict.Unknown("The issuer can't be asked about tokens now.");
        }
        finally
        {
            places.Release();
        }

        Remember(verdict, hash);
        return verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private TokenVerdict Judge(JsonElement answer, TokenHash hash)
    {
        if (!answer.TryGetProperty("active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new IssuerException("its answer does not say whether the token is active");
        }

        if (active.ValueKind == JsonValueKind.False)
        {
            return TokenVerdict.Bad(No);
        }

        if (answer.TryGetProperty("iss", out _) && !string.Equals(StrictJson.Text(answer, "iss"), issuer.Issuer, StringComparison.Ordinal))
        {
            return TokenVerdict.Bad("its issuer is not one that is taken here");
        }

        if (answer.TryGetProperty("token_type", out _) && !string.Equals(StrictJson.Text(answer, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return TokenVerdict.Bad("it is no bearer token");
        }

        // A client that acts for itself has no subject; then the client is who acts (RFC 9068, 2.2 names it so too).
        var subject = answer.TryGetProperty("sub", out _) ? StrictJson.Text(answer, "sub") : StrictJson.Text(answer, "client_id");
        return rules.CheckTimes(answer, out var expires) is { } problem
            ? TokenVerdict.Bad(problem)
            : rules.Accept(answer, subject, "introspection", hash.Short, expires);
    }

    private void Remember(TokenVerdict verdict, TokenHash hash)
    {
        var now = time.GetUtcNow();
        if (verdict.Token is { } token)
        {
            var until = now + options.CacheFor;
            yes.Keep(hash, token, token.Caller.Expires is { } end && end < until ? end : until);
        }
        else if (verdict.Rejection is { } reason)
        {
            no.Keep(hash, reason, now + NoFor);
        }
    }

    private static string Form(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
