using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CodexMcp.Host.Tests.Http.Authentication.Support;

/// <summary>Makes tokens, right ones and wrong ones.</summary>
internal static class Token
{
    public const string Resource = "https://mcp.example.com/mcp/sales";

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>The claims of a good token; a null value takes a member away.</summary>
    public static JsonObject Claims(string issuer, DateTimeOffset now, params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = "alice",
            ["aud"] = Resource,
            ["exp"] = now.ToUnixTimeSeconds() + 300,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = "dbe39bf3a3ba4238a513f51d6e1691c4",
            ["client_id"] = "s6BhdRkqt3",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    public static string Header(string alg = "RS256", string kid = "rsa", string typ = "at+jwt", string more = "") =>
        $$"""{"alg":"{{alg}}","kid":"{{kid}}","typ":"{{typ}}"{{more}}}""";

    /// <summary>Signs with RSA.</summary>
    public static string Sign(string header, string claims, RSA key, HashAlgorithmName? hash = null, RSASignaturePadding? padding = null) =>
        Sign(header, claims, data => key.SignData(data, hash ?? HashAlgorithmName.SHA256, padding ?? RSASignaturePadding.Pkcs1));

    /// <summary>Signs with anything.</summary>
    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Text(header)}.{Text(claims)}";
        return $"{signed}.{Text(sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
