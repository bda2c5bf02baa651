using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>OAuth 2.0 access tokens.</summary>
internal sealed class TokenAuth(TokenRequest request, HttpClient http, TimeProvider time) : MintedAuth(time)
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(10);

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        using var message = request.Make();
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var answer = await AnswerReader.ReadAsync(response, request.System, null, cancellationToken).ConfigureAwait(false);
        var body = answer.Json ?? default;
        if (!answer.IsGood)
        {
            var code = VendorText.Code(Json.String(body, "error"));
            throw answer.Status == 429
                ? new ConnectorException(ConnectorFailure.RateLimited, $"{request.System} asks for patience before it gives another access token.", "Wait as long as it says and send the same call again.", code, response.Headers.RetryAfter?.Delta)
                : answer.Status >= 500
                ? new ConnectorException(ConnectorFailure.Unavailable, $"{request.System} gives no access token at the moment (HTTP {answer.Status}).", "Wait a moment and send the same call again.", code)
                : Wrong($"{request.System} refuses to give the connector an access token (HTTP {answer.Status}{(code is null ? "" : $", {code}")}).");
        }

        if (Json.String(body, "access_token") is not { Length: > 0 } token || token.Any(static c => c is <= ' ' or > '~'))
        {
            throw AnswerReader.Bad(request.System, "it holds no access token");
        }

        if (Json.String(body, "refresh_token") is { Length: > 0 } next)
        {
            request.Rotate(next);
        }

        var life = Json.Member(body, "expires_in") is { } seconds && Json.Decimal(seconds) is { } number and > 0 and < 31_536_000 ? TimeSpan.FromSeconds((double)number) : DefaultLife;
        return new(new("Authorization", "Bearer " + token), life);
    }
}
