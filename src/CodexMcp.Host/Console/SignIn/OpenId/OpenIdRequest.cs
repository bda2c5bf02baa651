using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodexMcp.Host.Http.Transport.Messages;

namespace CodexMcp.Host.Console.SignIn.OpenId;

/// <summary>One sign-in under way: what ties the provider's answer to the browser that began it. Sealed into a cookie; the browser can read nothing of it.</summary>
/// <param name="State">What the answer must bring back.</param>
/// <param name="Nonce">What the ID token must hold.</param>
/// <param name="Verifier">What proves to the provider that the code was given to us (PKCE).</param>
/// <param name="Next">Where the person wanted to go.</param>
/// <param name="Began">When.</param>
internal sealed record OpenIdRequest(string State, string Nonce, string Verifier, string Next, DateTimeOffset Began)
{
    private const string Purpose = "openid";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Begins one.</summary>
    public static OpenIdRequest Begin(string next, DateTimeOffset now) => new(Random(), Random(), Random(), next, now);

    /// <summary>The address that the browser is sent to.</summary>
    public string Address(Uri authorization, OpenIdOptions options)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        var query = string.Join('&', new[]
        {
            ("response_type", "code"), ("client_id", options.ClientId), ("redirect_uri", options.Callback.AbsoluteUri), ("scope", "openid"), ("state", State),
            ("nonce", Nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        }.Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
        return $"{authorization.AbsoluteUri}{(authorization.Query.Length == 0 ? "?" : "&")}{query}";
    }

    /// <summary>The cookie's value.</summary>
    public string Seal(ConsoleKeys keys)
    {
        using var buffer = new PooledBuffer(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(State);
            writer.WriteStringValue(Nonce);
            writer.WriteStringValue(Verifier);
            writer.WriteStringValue(Next);
            writer.WriteNumberValue(Began.UtcTicks);
            writer.WriteEndArray();
        }

        return keys.Seal(Purpose, buffer.Written);
    }

    /// <summary>Gives the sign-in of a cookie when it brings back its state and is not too old; else null.</summary>
    public static OpenIdRequest? Open(ConsoleKeys keys, string? cookie, string? state, DateTimeOffset now)
    {
        if (cookie is null || state is null || keys.Open(Purpose, cookie) is not { } content)
        {
            return null;
        }

        using var document = JsonDocument.Parse(content);
        var said = document.RootElement;
        var request = new OpenIdRequest(said[0].GetString()!, said[1].GetString()!, said[2].GetString()!, said[3].GetString()!, new(said[4].GetInt64(), TimeSpan.Zero));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(request.State)) && now - request.Began < Lifetime && now >= request.Began - TimeSpan.FromSeconds(30)
            ? request
            : null;
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
