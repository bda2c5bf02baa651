using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Connectors.Login;

/// <summary>One login that is under way: where the person goes, and what proves that an answer belongs to it.</summary>
public sealed class AuthorizationRequest
{
    private readonly OAuthLogin login;
    private readonly string state = Random();

    /// <summary>Begins a login that comes back to <paramref name="redirect"/>.</summary>
    public AuthorizationRequest(OAuthLogin login, Uri redirect)
    {
        ArgumentNullException.ThrowIfNull(login);
        this.login = login;
        Redirect = redirect;
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"),
            new("client_id", login.ClientId),
            new("redirect_uri", redirect.AbsoluteUri),
            new("state", state),
            new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))),
            new("code_challenge_method", "S256"),
        };
        if (login.Scopes.Count > 0)
        {
            parameters.Add(new("scope", string.Join(' ', login.Scopes)));
        }

        parameters.AddRange(login.AuthorizeParameters);
        var query = string.Join('&', parameters.Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        Address = new Uri($"{login.AuthorizeUrl.AbsoluteUri}{(login.AuthorizeUrl.Query.Length > 0 ? "&" : "?")}{query}");
    }

    /// <summary>Where the person logs in.</summary>
    public Uri Address { get; }

    /// <summary>Where the person comes back to.</summary>
    internal Uri Redirect { get; }

    /// <summary>What only this process knows until the code is redeemed.</summary>
    internal string Verifier { get; } = Random();

    /// <summary>Says why an answer does not belong to this login; null when it does. It may still be a refusal.</summary>
    public string? Problem(IReadOnlyDictionary<string, string> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (!answer.TryGetValue("state", out var given) || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(state)))
        {
            return "its state is not the one of this login";
        }

        // RFC 9207: an answer of another server, sent on to us, would bring its own name.
        var issuer = answer.GetValueOrDefault("iss");
        return login.Issuer is { } expected ? (string.Equals(issuer, expected, StringComparison.Ordinal) || (issuer is null && login.IssuerMayBeMissing) ? null : "it is of another issuer")
            : issuer is null || (Uri.TryCreate(issuer, UriKind.Absolute, out var of) && of.Host == login.AuthorizeUrl.Host && of.Port == login.AuthorizeUrl.Port) ? null
            : "it is of another issuer";
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
