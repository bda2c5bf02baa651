using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Auth;

/// <summary>The request for an OAuth 2.0 access token: client credentials, a refresh token, or a signed assertion (RFC 7523).</summary>
internal sealed class TokenRequest
{
    /// <summary>The value of <c>send</c> for clients that prove themselves with a key instead of a secret (RFC 7523, section 2.2).</summary>
    public const string PrivateKeyJwt = "private_key_jwt";

    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(3);
    private readonly string kind;
    private readonly JsonElement auth;
    private readonly JsonElement settings;
    private readonly TimeProvider time;
    private string? refreshToken;

    public TokenRequest(string system, string kind, JsonElement auth, JsonElement settings, TimeProvider time)
    {
        System = system;
        this.kind = kind;
        this.auth = auth;
        this.settings = settings;
        this.time = time;
        Address = Uri.TryCreate(HttpAuth.Secret(system, auth, "token_url", settings), UriKind.Absolute, out var address)
            ? address
            : throw HttpAuth.Wrong($"The token address of {system} is no address.");
    }

    /// <summary>The system's name in sentences.</summary>
    public string System { get; }

    /// <summary>Where tokens are given.</summary>
    public Uri Address { get; }

    /// <summary>Whether the request uses a refresh token, which some systems give for one use.</summary>
    public bool UsesUpToken => kind == "refresh_token";

    /// <summary>Keeps a refresh token that replaces the one of the settings, for the life of the process.</summary>
    public void Rotate(string token) => refreshToken = token;

    /// <summary>Makes the request.</summary>
    public HttpRequestMessage Make()
    {
        var form = new List<KeyValuePair<string, string>>();
        var request = new HttpRequestMessage(HttpMethod.Post, Address);
        if (kind == "jwt_bearer")
        {
            form.Add(new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"));
            form.Add(new("assertion", Assertion([])));
        }
        else
        {
            form.Add(new("grant_type", kind));
            if (kind == "refresh_token")
            {
                form.Add(new("refresh_token", refreshToken ?? Part("refresh_token")));
            }

            if (Json.String(auth, "send") == PrivateKeyJwt)
            {
                var client = Part("client_id");
                form.Add(new("client_id", client));
                form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
                form.Add(new("client_assertion", Assertion([new("iss", client), new("sub", client), new("aud", Address.OriginalString)])));
            }
            else if (Json.String(auth, "send") == "basic")
            {
                var pair = $"{Uri.EscapeDataString(Part("client_id"))}:{Uri.EscapeDataString(Part("client_secret"))}";
                request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            }
            else
            {
                form.Add(new("client_id", Part("client_id")));
                form.Add(new("client_secret", Part("client_secret")));
            }
        }

        foreach (var (name, value) in Requests.RequestPlan.Named(auth, "parameters"))
        {
            if (value.Text(new(default, settings)) is { } text)
            {
                form.Add(new(name, text));
            }
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private string Part(string key) => HttpAuth.Secret(System, auth, key, settings);

    /// <summary>Signs the claims: those of the manifest over the given ones.</summary>
    private string Assertion(KeyValuePair<string, string>[] given)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Part("private_key"));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The inner exception could quote the key.
            throw HttpAuth.Wrong($"The private key for {System} is no RSA key in PEM.");
        }

        var now = time.GetUtcNow();
        var own = Requests.RequestPlan.Named(auth, "claims").Select(claim => KeyValuePair.Create(claim.Name, claim.Value.Text(new(default, settings)))).ToArray();
        var all = given.Where(claim => own.All(other => other.Key != claim.Key)).Select(static claim => KeyValuePair.Create(claim.Key, (string?)claim.Value)).Concat(own);
        var claims = Json.Bytes((all, now), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("iat"u8, state.now.ToUnixTimeSeconds());
            writer.WriteNumber("exp"u8, (state.now + AssertionLife).ToUnixTimeSeconds());
            writer.WriteString("jti"u8, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            foreach (var (name, value) in state.all)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        });
        var header = Json.Bytes(Json.String(auth, "key_id") is null ? null : Part("key_id"), static (writer, keyId) =>
        {
            writer.WriteStartObject();
            writer.WriteString("alg"u8, "RS256"u8);
            writer.WriteString("typ"u8, "JWT"u8);
            if (keyId is not null)
            {
                writer.WriteString("kid"u8, keyId);
            }

            writer.WriteEndObject();
        });
        var signed = $"{Base64Url.EncodeToString(header.Span)}.{Base64Url.EncodeToString(claims.Span)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
