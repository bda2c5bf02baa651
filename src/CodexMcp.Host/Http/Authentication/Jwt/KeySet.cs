using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>The keys of one issuer (RFC 7517). Keys that can't be used here (shared secrets, encryption, weak, private, unknown types) are left out.</summary>
internal sealed class KeySet(IReadOnlyList<VerificationKey> keys)
{
    private const int MostKeys = 100;
    private const int LongestKid = 256;
    private const int WeakestRsa = 2048;
    private const int LargestRsa = 8192;

    /// <summary>How many keys can be used.</summary>
    public int Count => keys.Count;

    /// <summary>Reads a JWK set; null when it is none.</summary>
    public static KeySet? Parse(ReadOnlyMemory<byte> json)
    {
        if (StrictJson.Parse(json) is not { } set
            || !set.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > MostKeys)
        {
            return null;
        }

        var keys = new List<VerificationKey>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && Read(item) is { } key)
            {
                keys.Add(key);
            }
        }

        // Two keys of one name: nobody can say which one is meant.
        var twice = keys.Where(key => key.Kid is not null).GroupBy(key => key.Kid, StringComparer.Ordinal).Where(group => group.Count() > 1).SelectMany(group => group).ToHashSet();
        return new([.. keys.Where(key => !twice.Contains(key))]);
    }

    /// <summary>The key that a header names. Without a name there must be exactly one key that fits.</summary>
    public VerificationKey? Find(string? kid, JwtAlgorithm algorithm)
    {
        VerificationKey? found = null;
        foreach (var key in keys)
        {
            if (kid is not null)
            {
                if (string.Equals(key.Kid, kid, StringComparison.Ordinal))
                {
                    return key;
                }
            }
            else if (key.Fits(algorithm))
            {
                if (found is not null)
                {
                    return null;
                }

                found = key;
            }
        }

        return found;
    }

    private static VerificationKey? Read(JsonElement jwk)
    {
        var kid = StrictJson.Text(jwk, "kid");
        if (jwk.TryGetProperty("d", out _) // A private key that is published is nobody's key.
            || (jwk.TryGetProperty("use", out var use) && !(use.ValueKind == JsonValueKind.String && use.ValueEquals("sig")))
            || (jwk.TryGetProperty("key_ops", out var operations) && StrictJson.Texts(operations, 10)?.Contains("verify") != true)
            || (jwk.TryGetProperty("kid", out _) && kid is not { Length: > 0 and <= LongestKid }))
        {
            return null;
        }

        var algorithm = StrictJson.Text(jwk, "alg");
        try
        {
            return StrictJson.Text(jwk, "kty") switch
            {
                "RSA" => Rsa(jwk, kid, algorithm),
                "EC" => Elliptic(jwk, kid, algorithm),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null; // For example a point that is not on the curve.
        }
    }

    private static VerificationKey? Rsa(JsonElement jwk, string? kid, string? algorithm)
    {
        if (Bytes(jwk, "n") is not [not 0, ..] modulus || Bytes(jwk, "e") is not [not 0, ..] exponent)
        {
            return null;
        }

        var bits = (modulus.Length * 8) - (System.Numerics.BitOperations.LeadingZeroCount(modulus[0]) - 24);
        var odd = (exponent[^1] & 1) == 1 && exponent is not [1];
        return bits is >= WeakestRsa and <= LargestRsa && odd && exponent.Length <= 4
            ? new(kid, "RSA", null, algorithm, () => RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }))
            : null;
    }

    private static VerificationKey? Elliptic(JsonElement jwk, string? kid, string? algorithm)
    {
        var name = StrictJson.Text(jwk, "crv");
        (ECCurve Curve, int Size)? known = name switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => null,
        };
        if (known is not { } found || Bytes(jwk, "x") is not { } x || Bytes(jwk, "y") is not { } y || x.Length != found.Size || y.Length != found.Size)
        {
            return null;
        }

        return new(kid, "EC", name, algorithm, () => ECDsa.Create(new ECParameters { Curve = found.Curve, Q = new() { X = x, Y = y } }));
    }

    private static byte[]? Bytes(JsonElement jwk, string name) => StrictJson.Text(jwk, name) is { } text ? Base64UrlText.Decode(text) : null;
}
