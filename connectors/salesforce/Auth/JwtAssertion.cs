using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Auth;

/// <summary>The signed statement (RS256) that is given for a token. The key is loaded for each, which is rare, and not kept.</summary>
internal static class JwtAssertion
{
    // Salesforce takes none that is valid for more than three minutes.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(170);
    private static readonly byte[] Header = """{"alg":"RS256","typ":"JWT"}"""u8.ToArray();

    public static string Make(SalesforceSettings settings, DateTimeOffset now)
    {
        using var claims = new MemoryStream();
        using (var writer = new Utf8JsonWriter(claims))
        {
            writer.WriteStartObject();
            writer.WriteString("iss", settings.ClientId);
            writer.WriteString("sub", settings.Username);
            writer.WriteString("aud", settings.Audience);
            writer.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            // One assertion, one use: two that are made in the same second differ.
            writer.WriteString("jti", Guid.NewGuid().ToString("N"));
            writer.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString(Header)}.{Base64Url.EncodeToString(claims.ToArray())}";
        using var key = LoadKey(settings);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSA LoadKey(SalesforceSettings settings)
    {
        var rsa = RSA.Create();
        try
        {
            if (settings.Passphrase is { } passphrase)
            {
                rsa.ImportFromEncryptedPem(settings.Credential(), passphrase);
            }
            else
            {
                rsa.ImportFromPem(settings.Credential());
            }

            return rsa.KeySize >= 2048 ? rsa : throw SalesforceSettings.Wrong("the private key is shorter than 2048 bits.");
        }
        catch (Exception exception)
        {
            rsa.Dispose();
            if (exception is CryptographicException or ArgumentException)
            {
                // The inner exception could quote the key.
                throw SalesforceSettings.Wrong("the private key is no PEM that can be read (with its passphrase, where it has one).");
            }

            throw;
        }
    }
}
