using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>What a token endpoint gave.</summary>
/// <param name="AccessToken">The token, fit for a header.</param>
/// <param name="RefreshToken">The next refresh token, or null.</param>
/// <param name="Life">How long the token holds; null when the answer does not say.</param>
/// <param name="Scope">The scopes, or null.</param>
internal readonly record struct TokenAnswer(string AccessToken, string? RefreshToken, TimeSpan? Life, string? Scope)
{
    private const decimal MostSeconds = 31_536_000;

    /// <summary>Reads the answer.</summary>
    /// <param name="response">What came.</param>
    /// <param name="system">The system's name in sentences.</param>
    /// <param name="refused">Makes the error of a refusal from the server's code, which may be null.</param>
    /// <param name="cancellationToken">The usual.</param>
    /// <exception cref="ConnectorException">There is no token.</exception>
    public static async Task<TokenAnswer> ReadAsync(HttpResponseMessage response, string system, Func<string?, ConnectorException> refused, CancellationToken cancellationToken)
    {
        var answer = await AnswerReader.ReadAsync(response, system, null, cancellationToken).ConfigureAwait(false);
        var body = answer.Json ?? default;
        if (!answer.IsGood)
        {
            var code = VendorText.Code(Json.String(body, "error"));
            throw answer.Status == 429
                ? new ConnectorException(ConnectorFailure.RateLimited, $"{system} asks for patience before it gives another access token.", "Wait as long as it says and send the same call again.", code, response.Headers.RetryAfter?.Delta)
                : answer.Status >= 500
                ? new ConnectorException(ConnectorFailure.Unavailable, $"{system} gives no access token at the moment (HTTP {answer.Status}).", "Wait a moment and send the same call again.", code)
                : refused(code);
        }

        if (Json.String(body, "access_token") is not { Length: > 0 } token || token.Any(static c => c is <= ' ' or > '~'))
        {
            throw AnswerReader.Bad(system, "it holds no access token");
        }

        return new(
            token,
            Json.String(body, "refresh_token") is { Length: > 0 } next ? next : null,
            Json.Member(body, "expires_in") is { } seconds && Json.Decimal(seconds) is { } number and > 0 and < MostSeconds ? TimeSpan.FromSeconds((double)number) : null,
            Json.String(body, "scope"));
    }
}
