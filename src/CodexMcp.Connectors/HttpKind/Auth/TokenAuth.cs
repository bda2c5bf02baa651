using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>Access tokens: one request for all that wait, used until a minute before the end, made anew once after a refusal.</summary>
internal sealed class TokenAuth(TokenRequest request, HttpClient http, TimeProvider time) : HttpAuth
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Token? current;

    private sealed record Token(Credential Credential, DateTimeOffset MadeAt, DateTimeOffset EndsAt);

    public override async ValueTask<Credential?> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } there)
        {
            return there;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Fresh() ?? await MintAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public override bool Refused(Credential credential)
    {
        // Only the token that was refused is thrown away: another call may have a newer one by now.
        if (current is { } token && token.Credential == credential)
        {
            Interlocked.CompareExchange(ref current, null, token);
        }

        return true;
    }

    public override void Dispose() => gate.Dispose();

    private Credential? Fresh()
    {
        var now = time.GetUtcNow();
        // A clock that was set back would otherwise keep a token from the future alive.
        return current is { } token && now >= token.MadeAt && now < token.EndsAt ? token.Credential : null;
    }

    private async Task<Credential> MintAsync(CancellationToken cancellationToken)
    {
        using var message = request.Make();
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var answer = await AnswerReader.ReadAsync(response, request.System, null, cancellationToken).ConfigureAwait(false);
        var body = answer.Json ?? default;
        if (!answer.IsGood)
        {
            var code = VendorText.Code(Json.String(body, "error"));
            throw answer.Status is 429 or >= 500
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

        var now = time.GetUtcNow();
        var life = Json.Member(body, "expires_in") is { } seconds && Json.Decimal(seconds) is { } number and > 0 and < 31_536_000 ? TimeSpan.FromSeconds((double)number) : DefaultLife;
        var made = new Token(new("Authorization", "Bearer " + token), now, now + (life > Margin * 2 ? life - Margin : life / 2));
        current = made;
        return made.Credential;
    }
}
