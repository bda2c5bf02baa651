using System.Text.Json;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>What a token's header says. It only selects among what is configured: a key, an address or an algorithm that comes with the token is never used.</summary>
/// <param name="Algorithm">How it is signed.</param>
/// <param name="Kid">The name of the key, or null.</param>
/// <param name="IsAccessToken">Whether the type is <c>at+jwt</c> (RFC 9068), not plain <c>JWT</c>.</param>
internal sealed record JwtHeader(JwtAlgorithm Algorithm, string? Kid, bool IsAccessToken)
{
    private const int LongestKid = 256;

    // What would bring a key along (RFC 8725, 3.10), what we would have to understand (crit, b64), what wraps another thing (enc, zip, cty).
    private static readonly string[] Refused = ["crit", "b64", "jku", "jwk", "x5u", "x5c", "enc", "zip", "cty"];

    /// <summary>Reads a header; null when it is not one that we take, with the reason.</summary>
    public static JwtHeader? Read(ReadOnlyMemory<byte> json, out string reason)
    {
        reason = "";
        if (StrictJson.Parse(json) is not { } header)
        {
            reason = "its header is not one plain JSON object";
            return null;
        }

        foreach (var name in Refused)
        {
            if (header.TryGetProperty(name, out _))
            {
                reason = $"its header has '{name}', which is not taken here";
                return null;
            }
        }

        if (StrictJson.Text(header, "alg") is not { } alg || !JwtAlgorithm.All.TryGetValue(alg, out var algorithm))
        {
            reason = "its algorithm is not one that is taken here";
            return null;
        }

        var kid = StrictJson.Text(header, "kid");
        if (header.TryGetProperty("kid", out _) && kid is not { Length: > 0 and <= LongestKid })
        {
            reason = "its 'kid' is not a short text";
            return null;
        }

        if (Type(header) is not { } isAccessToken)
        {
            reason = "its 'typ' is not at+jwt";
            return null;
        }

        return new(algorithm, kid, isAccessToken);
    }

    /// <summary>True for <c>at+jwt</c>, false for <c>JWT</c> or none, null for every other type.</summary>
    private static bool? Type(JsonElement header)
    {
        if (!header.TryGetProperty("typ", out var member))
        {
            return false;
        }

        if (member.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        // Media types are compared without case, and "application/" may be left out (RFC 7515, 4.1.9).
        return member.GetString()!.ToUpperInvariant() switch
        {
            "AT+JWT" or "APPLICATION/AT+JWT" => true,
            "JWT" => false,
            _ => null,
        };
    }
}
