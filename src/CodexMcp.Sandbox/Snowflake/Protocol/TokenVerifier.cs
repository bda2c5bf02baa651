using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Checks the bearer token as the account would: a key-pair JWT, an OAuth token or a programmatic access token.</summary>
internal sealed class TokenVerifier(IReadOnlyList<SandboxCredentials> accounts, TimeProvider time)
{
    private const int MaxToken = 16 * 1024;
    private const long MaxLifetime = 3600;
    private const long Skew = 60;

    /// <summary>The user, or an exception with Snowflake's code and status 401.</summary>
    public string Verify(IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Authorization", out var header) || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            throw new SnowflakeException("390103", "08001", "Session token not found in the request data.", 401);
        }

        var token = header["Bearer ".Length..].Trim();
        if (!headers.TryGetValue("X-Snowflake-Authorization-Token-Type", out var type))
        {
            type = token.Count(c => c == '.') == 2 ? "KEYPAIR_JWT" : Owner(token, PersonalToken) is not null ? "PROGRAMMATIC_ACCESS_TOKEN" : "OAUTH";
        }

        switch (type.ToUpperInvariant())
        {
            case "KEYPAIR_JWT":
                return (token.Length <= MaxToken ? accounts.FirstOrDefault(account => IsGoodJwt(token, account)) : null)?.User
                    ?? throw new SnowflakeException("390144", "08001", $"JWT token is invalid. [{Guid.NewGuid()}]", 401);
            case "OAUTH":
                return Owner(token, OAuthToken)?.User
                    ?? throw new SnowflakeException("390303", "08001", "Invalid OAuth access token. [sandbox]", 401);
            case "PROGRAMMATIC_ACCESS_TOKEN":
                return Owner(token, PersonalToken)?.User
                    ?? throw new SnowflakeException("394400", "08001", "Programmatic access token is invalid.", 401);
            default:
                throw new SnowflakeException("390142", "08001", "The X-Snowflake-Authorization-Token-Type is not supported.", 400);
        }
    }

    private static string OAuthToken(SandboxCredentials account) => account.OAuthToken;

    private static string PersonalToken(SandboxCredentials account) => account.ProgrammaticAccessToken;

    private SandboxCredentials? Owner(string token, Func<SandboxCredentials, string> expected) =>
        accounts.FirstOrDefault(account => Same(token, expected(account)));

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private bool IsGoodJwt(string token, SandboxCredentials credentials)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return false;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.RootElement.ValueKind != JsonValueKind.Object || Text(header.RootElement, "alg") != "RS256")
            {
                return false;
            }

            if (!credentials.Verifies(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
            {
                return false;
            }

            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return payload.RootElement.ValueKind == JsonValueKind.Object && AreGoodClaims(payload.RootElement, credentials);
        }
        catch (Exception bad) when (bad is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool AreGoodClaims(JsonElement claims, SandboxCredentials credentials)
    {
        // The account's identifier in claims: no region, no dots, upper case.
        var account = credentials.AccountIdentifier.Split('.')[0].ToUpperInvariant();
        var subject = $"{account}.{credentials.User.ToUpperInvariant()}";
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Text(claims, "sub") == subject
            && Text(claims, "iss") == $"{subject}.{credentials.PublicKeyFingerprint}"
            && Seconds(claims, "iat") is { } issued
            && Seconds(claims, "exp") is { } expires
            && issued <= now + Skew
            && expires > now
            && expires - issued <= MaxLifetime
            && (Seconds(claims, "nbf") is not { } notBefore || notBefore <= now + Skew);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Seconds(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e12
            ? (long)Math.Floor(seconds)
            : null;
}
