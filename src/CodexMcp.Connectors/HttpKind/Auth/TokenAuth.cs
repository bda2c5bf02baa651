using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>OAuth 2.0 access tokens.</summary>
internal sealed class TokenAuth(TokenRequest request, HttpClient http, TimeProvider time) : MintedAuth(time)
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TimeProvider time = time;

    protected override async Task<Minted> MintAsync(CancellationToken cancellationToken)
    {
        if (!request.UsesUpToken)
        {
            return await AskAsync(cancellationToken).ConfigureAwait(false);
        }

        // Not the caller's token: a refresh that is cut off may have used up the only refresh token.
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await AskAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{request.System} gave no access token within {Patience.TotalSeconds:0} seconds.", "Wait a moment and send the same call again.", inner: exception);
        }
    }

    private async Task<Minted> AskAsync(CancellationToken cancellationToken)
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
