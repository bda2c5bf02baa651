using System.Net;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.Salesforce.Api;

namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>Asks the login server for a token, by JWT bearer or client credentials. What it answers is checked like anything else from outside.</summary>
internal sealed class TokenEndpoint(HttpClient http, SalesforceSettings settings, TimeProvider time)
{
    private const int MaxToken = 8_192;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Below this a clock is as good as the other: it is not why an assertion has expired.
    private static readonly TimeSpan RealSkew = TimeSpan.FromSeconds(30);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };
    private TimeSpan skew;

    /// <summary>Gives a new token.</summary>
    /// <exception cref="ConnectorException">There is none.</exception>
    public async Task<AccessToken> MintAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            var (token, refusal, serverTime) = await AskAsync(both.Token).ConfigureAwait(false);
            if (refusal is { IsExpiry: true } && settings.FollowServerClock && serverTime is { } there && (there - time.GetUtcNow() - skew).Duration() >= RealSkew)
            {
                skew = there - time.GetUtcNow();
                (token, refusal, _) = await AskAsync(both.Token).ConfigureAwait(false);
            }

            return token ?? throw refusal!.ToException();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"did not answer within {Timeout.TotalSeconds:0} seconds", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw Unreachable("can't be reached, or the connection broke", exception);
        }
    }

    private async Task<(AccessToken? Token, LoginRefusal? Refusal, DateTimeOffset? ServerTime)> AskAsync(CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(4);
        if (settings.Method == SalesforceAuthMethod.JwtBearer)
        {
            form["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer";
            form["assertion"] = JwtAssertion.Make(settings, time.GetUtcNow() + skew);
        }
        else
        {
            form["grant_type"] = "client_credentials";
            form["client_id"] = settings.ClientId;
            form["client_secret"] = settings.Credential();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.LoginAddress, "services/oauth2/token")) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", SalesforceApi.UserAgent);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        using var answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return (Token(answer), null, response.Headers.Date);
        }

        if ((int)response.StatusCode is 429 or >= 500)
        {
            throw Unreachable($"is not available at the moment (HTTP {(int)response.StatusCode})", null);
        }

        return (null, LoginRefusal.Of(answer?.RootElement ?? default, (int)response.StatusCode), response.Headers.Date);
    }

    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(body, Strict, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or BodyTooLargeException)
        {
            return null; // A web page, or half an answer: the status decides.
        }
    }

    private AccessToken Token(JsonDocument? answer)
    {
        var root = answer?.RootElement ?? default;
        var value = ApiJson.Text(root, "access_token");
        if (value is not { Length: > 0 and <= MaxToken } || !value.All(static c => c is > ' ' and <= '~'))
        {
            throw SalesforceErrors.BadAnswer("the login server gave no token");
        }

        // A token goes nowhere but to its org: https and nothing but a host. Which hosts, the connector's manifest says.
        return Uri.TryCreate(ApiJson.Text(root, "instance_url"), UriKind.Absolute, out var instance) && instance.PathAndQuery == "/"
            && instance.UserInfo.Length == 0 && instance.Fragment.Length == 0 && (instance.Scheme == Uri.UriSchemeHttps || instance.IsLoopback)
            ? new AccessToken(value, instance, time.GetUtcNow())
            : throw SalesforceErrors.BadAnswer("the login server names no address of the org that can be called");
    }

    private static ConnectorException Unreachable(string what, Exception? inner) => new(
        ConnectorFailure.Unavailable, $"Salesforce's login server {what}.", "Wait a moment and send the same call again.", inner: inner);
}
