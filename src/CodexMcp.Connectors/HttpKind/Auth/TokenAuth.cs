namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>OAuth 2.0 access tokens.</summary>
internal sealed class TokenAuth(TokenRequest request, HttpClient http, TimeProvider time) : MintedAuth(time)
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(10);

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        using var message = request.Make();
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var given = await TokenAnswer.ReadAsync(response, request.System,
            code => Wrong($"{request.System} refuses to give the connector an access token (HTTP {(int)response.StatusCode}{(code is null ? "" : $", {code}")})."), cancellationToken).ConfigureAwait(false);
        if (given.RefreshToken is { } next)
        {
            request.Rotate(next);
        }

        return new(new("Authorization", "Bearer " + given.AccessToken), given.Life ?? DefaultLife);
    }
}
