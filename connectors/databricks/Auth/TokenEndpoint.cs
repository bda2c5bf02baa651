using System.Net.Http.Headers;
using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Api;

namespace CodexMcp.Connectors.Databricks.Auth;

/// <summary>Asks the workspace for an access token with the service principal's id and secret (OAuth 2.0 client credentials, HTTP Basic).</summary>
internal sealed class TokenEndpoint(HttpClient http, DatabricksSettings settings, TimeProvider time)
{
    private const int MaxToken = 16_384;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(10);

    /// <summary>Gives a new token.</summary>
    /// <exception cref="ConnectorException">There is none.</exception>
    public async Task<BearerToken> MintAsync(CancellationToken cancellationToken)
    {
        var secret = settings.Credential();
        if (secret.Length == 0 || secret.Any(static c => c is <= ' ' or > '~'))
        {
            throw DatabricksSettings.Wrong("the client secret is empty or holds characters that no secret has.");
        }

        using var answer = await Wire.SendAsync(http, () => Request(secret), Timeout, time, cancellationToken).ConfigureAwait(false);
        if (answer.Status != 200)
        {
            throw answer.Status is 429 or >= 500
                ? DatabricksErrors.From(answer)
                : new ConnectorException(
                    ConnectorFailure.Configuration,
                    $"Databricks did not let the connector in (HTTP {answer.Status}): the service principal's id or secret is not accepted.",
                    "Ask an operator to check the service principal and its OAuth secret.",
                    VendorJson.Text(answer.Root, "error") is { } error ? VendorText.Clean(error, 60) : null);
        }

        var value = VendorJson.Text(answer.Root, "access_token");
        if (value is not { Length: > 0 and <= MaxToken } || value.Any(static c => c is <= ' ' or > '~'))
        {
            throw DatabricksErrors.BadAnswer("the token endpoint gave no token");
        }

        var now = time.GetUtcNow();
        var life = VendorJson.Long(answer.Root, "expires_in") is { } seconds and > 0 and < 31_536_000 ? TimeSpan.FromSeconds(seconds) : DefaultLife;
        return new BearerToken(value, now, now + (life > Margin * 2 ? life - Margin : life / 2));
    }

    private HttpRequestMessage Request(string secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.BaseAddress, "oidc/v1/token"))
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "all-apis")]),
        };
        var pair = $"{settings.ClientId}:{secret}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        return request;
    }
}
