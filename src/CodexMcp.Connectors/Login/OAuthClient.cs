using System.Text;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.Login;

/// <summary>Speaks to an authorization server: redeems the code of a login, and refreshes what it gave.</summary>
/// <param name="login">The server and the client.</param>
/// <param name="key">Whose login it is.</param>
/// <param name="http">A client that reaches the connector's hosts only.</param>
/// <param name="time">The clock.</param>
public sealed class OAuthClient(OAuthLogin login, LoginKey key, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan LongestRevocation = TimeSpan.FromSeconds(15);

    /// <summary>Redeems the answer of a login.</summary>
    /// <exception cref="ConnectorException">The person or the server refused, or the server can't be reached.</exception>
    public Task<LoginTokens> RedeemAsync(AuthorizationRequest request, IReadOnlyDictionary<string, string> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answer);
        if (request.Problem(answer) is { } problem)
        {
            throw Ended($"The answer to the login is refused: {problem}.", null);
        }

        if (answer.TryGetValue("error", out var error))
        {
            var code = HttpKind.VendorText.Code(error);
            throw new ConnectorException(ConnectorFailure.Refused, $"{login.System} did not allow the login{(code is null ? "" : $" ({code})")}.", "Log in again, and allow what is asked for.", code);
        }

        return answer.TryGetValue("code", out var given) && given.Length is > 0 and <= 4_096
            ? SendAsync([new("grant_type", "authorization_code"), new("code", given), new("redirect_uri", request.Redirect.AbsoluteUri), new("code_verifier", request.Verifier)], null, cancellationToken)
            : throw Ended($"{login.System} sent no code.", null);
    }

    /// <summary>Gets the next access token. A new refresh token takes the place of the old one.</summary>
    /// <exception cref="ConnectorException">The login has ended, or the server can't be reached.</exception>
    public Task<LoginTokens> RefreshAsync(LoginTokens there, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(there);
        return there.RefreshToken is { } token
            ? SendAsync([new("grant_type", "refresh_token"), new("refresh_token", token)], there, cancellationToken)
            : throw Ended($"The login to {login.System} has ended.", null);
    }

    /// <summary>Asks the server to take the login back (RFC 7009).</summary>
    /// <returns>Null when it has done so; else why not, as the end of a sentence.</returns>
    public async Task<string?> RevokeAsync(LoginTokens there, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(there);
        if (login.RevocationUrl is not { } address)
        {
            return "it names no address for that";
        }

        // The refresh token first: a server that takes it back ends the access tokens with it.
        List<KeyValuePair<string, string>> form = there.RefreshToken is { } refresh
            ? [new("token", refresh), new("token_type_hint", "refresh_token")]
            : [new("token", there.AccessToken), new("token_type_hint", "access_token")];
        using var patience = new CancellationTokenSource(LongestRevocation, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var message = Prove(address, form);
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answers with HTTP {(int)response.StatusCode}";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "it can't be reached";
        }
    }

    /// <summary>Makes a request of the client's own.</summary>
    private HttpRequestMessage Prove(Uri address, List<KeyValuePair<string, string>> form)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, address);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (login is { SendBasic: true, ClientSecret: { } secret })
        {
            var pair = $"{Uri.EscapeDataString(login.ClientId)}:{Uri.EscapeDataString(secret)}";
            message.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", login.ClientId));
            if (login.ClientSecret is { } own)
            {
                form.Add(new("client_secret", own));
            }
        }

        message.Content = new FormUrlEncodedContent(form);
        return message;
    }

    private async Task<LoginTokens> SendAsync(List<KeyValuePair<string, string>> form, LoginTokens? before, CancellationToken cancellationToken)
    {
        form.AddRange(login.TokenParameters);
        using var message = Prove(login.TokenUrl, form);
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var given = await TokenAnswer.ReadAsync(response, login.System,
                code => Ended(before is null ? $"{login.System} does not give a token for this login{In(code)}." : $"The login to {login.System} has ended{In(code)}.", code), cancellationToken).ConfigureAwait(false);
            return new()
            {
                AccessToken = given.AccessToken,
                RefreshToken = given.RefreshToken ?? before?.RefreshToken,
                ExpiresAt = time.GetUtcNow() + given.Life,
                Scope = given.Scope ?? before?.Scope,
                Details = before?.Details ?? login.Details,
            };
        }
        catch (InvalidDataException exception)
        {
            throw AnswerReader.Bad(login.System, "the body of its token answer can't be unpacked", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A body that breaks off is an IOException too, and nothing that is wrong with the login's file.
            throw new ConnectorException(ConnectorFailure.Unavailable, $"{login.System} can't be reached for an access token.", "Wait a moment and send the same call again.", inner: exception);
        }
    }

    private ConnectorException Ended(string message, string? code) => new(ConnectorFailure.Configuration, message, key.Next, code);

    private static string In(string? code) => code is null ? "" : $" ({code})";
}
