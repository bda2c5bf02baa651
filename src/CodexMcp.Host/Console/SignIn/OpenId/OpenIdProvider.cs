using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodexMcp.Host.Http.Authentication.Issuers;
using CodexMcp.Host.Http.Authentication.Jwt;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Console.SignIn.OpenId;

/// <summary>The provider as its own documents describe it, and its answer to a code. Nothing that a browser brings leads anywhere.</summary>
internal sealed class OpenIdProvider : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private readonly OpenIdOptions options;
    private readonly IssuerClient client;
    private readonly TimeProvider time;
    private readonly IdTokenRules rules;
    private Places? known;

    /// <summary>Creates it; nothing is fetched before somebody signs in.</summary>
    public OpenIdProvider(OpenIdOptions options, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        client = new(options.Issuer, options.AllowLoopbackHttp);
        rules = new(options, new KeySource(options.Issuer, new Discovery(options.Issuer, client).FetchKeysAsync, time, logger), time);
    }

    /// <summary>Where a browser signs in.</summary>
    /// <exception cref="IssuerException">It can't be found out.</exception>
    public async Task<Uri> AuthorizationAsync() => (await PlacesAsync().ConfigureAwait(false)).Authorization;

    /// <summary>Redeems a code; gives who signed in, or why nobody did.</summary>
    /// <exception cref="IssuerException">The provider did not answer as it should.</exception>
    public async Task<(string? Subject, string? Refusal)> RedeemAsync(string code, OpenIdRequest request, CancellationToken cancellationToken)
    {
        var places = await PlacesAsync().ConfigureAwait(false);
        KeyValuePair<string, string>[] form =
        [
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", options.Callback.AbsoluteUri),
            new("client_id", options.ClientId),
            new("code_verifier", request.Verifier),
        ];
        var answer = await client.PostAsync(places.Token, Credential(), form, cancellationToken).ConfigureAwait(false);
        return StrictJson.Text(answer, "id_token") is { Length: <= 32 * 1024 } token
            ? await rules.VerifyAsync(token, request.Nonce, cancellationToken).ConfigureAwait(false)
            : (null, "the provider's answer has no ID token");
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    // RFC 6749, 2.3.1: both parts are form-encoded before they are put together.
    private AuthenticationHeaderValue? Credential() => options.ClientSecret is not { } secret
        ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}")));

    private async Task<Places> PlacesAsync()
    {
        if (Volatile.Read(ref known) is { } fresh && time.GetElapsedTime(fresh.At) < Fresh)
        {
            return fresh;
        }

        foreach (var address in Discovery.Addresses(new(options.Issuer.Issuer)).Reverse())
        {
            if (await client.GetAsync(address).ConfigureAwait(false) is { } document)
            {
                var read = Read(document);
                Volatile.Write(ref known, read);
                return read;
            }
        }

        throw new IssuerException("it has no metadata document (openid-configuration below /.well-known)");
    }

    private Places Read(byte[] document)
    {
        if (StrictJson.Parse(document) is not { } metadata || !string.Equals(StrictJson.Text(metadata, "issuer"), options.Issuer.Issuer, StringComparison.Ordinal))
        {
            throw new IssuerException("its metadata document is not one plain JSON object, or names another issuer");
        }

        return new(Address(metadata, "authorization_endpoint"), Address(metadata, "token_endpoint"), time.GetTimestamp());
    }

    private Uri Address(JsonElement metadata, string name) =>
        Uri.TryCreate(StrictJson.Text(metadata, name), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (options.AllowLoopbackHttp && address.IsLoopback))
        && address.UserInfo.Length == 0
            ? address
            : throw new IssuerException($"its metadata document has no good '{name}'");

    private sealed record Places(Uri Authorization, Uri Token, long At);
}
