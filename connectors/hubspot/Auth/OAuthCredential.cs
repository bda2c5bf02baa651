using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;

namespace CodexMcp.Connectors.HubSpot.Auth;

/// <summary>Access tokens bought with a refresh token: one purchase at a time, used until shortly before the end that HubSpot names.</summary>
internal sealed class OAuthCredential(HttpClient http, HubSpotSettings settings, TimeProvider time) : HubSpotCredential
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Bought? bought;
    private string? rotated;

    private sealed record Bought(string Token, DateTimeOffset At, DateTimeOffset Until);

    public override async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Good() is { } token)
        {
            return token;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Good() ?? (bought = await BuyAsync(cancellationToken).ConfigureAwait(false)).Token;
        }
        finally
        {
            gate.Release();
        }
    }

    public override void Refused(string token)
    {
        if (bought is { } current && current.Token == token)
        {
            Interlocked.CompareExchange(ref bought, null, current);
        }
    }

    public override void Dispose() => gate.Dispose();

    /// <summary>The token that is there, unless it ends soon; a clock that was set back keeps none from the future alive.</summary>
    private string? Good() => bought is { } current && time.GetUtcNow() is var now && now >= current.At && now < current.Until ? current.Token : null;

    private async Task<Bought> BuyAsync(CancellationToken cancellationToken)
    {
        var secret = settings.Secret();
        using var timer = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.BaseAddress, settings.TokenPath))
            {
                Content = new FormUrlEncodedContent([
                    new("grant_type", "refresh_token"),
                    new("client_id", secret.ClientId),
                    new("client_secret", secret.ClientSecret),
                    new("refresh_token", rotated ?? secret.Token),
                ]),
            };
            var now = time.GetUtcNow();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status is 400 or 401 or 403 or 404)
            {
                rotated = null; // The operator's own may be good again.
                throw Refusal(status);
            }

            if (status != 200)
            {
                throw status == 429 || status >= 500
                    ? HubSpotErrors.Unavailable($"gives no access token at the moment (HTTP {status})", null)
                    : HubSpotErrors.BadAnswer("its token service answers with an unknown status");
            }

            return await ReadAsync(response, now, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HubSpotErrors.Unavailable("gave no access token in time", new TimeoutException());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw HubSpotErrors.Unavailable("can't be reached for an access token", exception);
        }
    }

    private async Task<Bought> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
            var root = document.RootElement;
            var token = HubSpotSettings.Text(root, "access_token");
            if (token is null || !token.All(static c => c is > ' ' and <= '~')
                || !root.TryGetProperty("expires_in", out var seconds) || seconds.ValueKind != JsonValueKind.Number || !seconds.TryGetInt64(out var lifetime) || lifetime <= 0)
            {
                throw HubSpotErrors.BadAnswer("its token service gives no token or no lifetime");
            }

            rotated = HubSpotSettings.Text(root, "refresh_token") ?? rotated;
            var left = TimeSpan.FromSeconds(Math.Min(lifetime, 86_400));
            // A short-lived token is used for half of its life at least.
            return new Bought(token, now, now + left - (left > 2 * Margin ? Margin : left / 2));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw HubSpotErrors.BadAnswer("its token service gives no JSON"); // The inner exception could quote a token.
        }
    }

    private static ConnectorException Refusal(int status) => new(
        ConnectorFailure.Configuration,
        $"HubSpot does not accept the connector's OAuth app or its refresh token (HTTP {status}).",
        "Ask an operator to install the app again and to renew the refresh token: see connectors/hubspot/README.md.");
}
