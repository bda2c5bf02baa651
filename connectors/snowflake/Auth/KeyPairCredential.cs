using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Connectors.Snowflake.Auth;

/// <summary>A JWT signed with the user's private key (RS256). One is made for 55 minutes and used for 50: Snowflake takes none that is older than an hour.</summary>
internal sealed class KeyPairCredential : SnowflakeCredential
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(55);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly byte[] Header = """{"alg":"RS256","typ":"JWT"}"""u8.ToArray();
    private readonly SnowflakeSettings settings;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private RSA? key;
    private string? token;
    private DateTimeOffset mintedAt;

    public KeyPairCredential(SnowflakeSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
    }

    public override BearerToken Get()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // A clock that was set back would otherwise keep a token from the future alive.
            if (token is null || now < mintedAt || now - mintedAt >= Lifetime - Margin)
            {
                token = Mint(now);
                mintedAt = now;
            }

            return new BearerToken(token, "KEYPAIR_JWT");
        }
    }

    public override void Refused(BearerToken refused)
    {
        lock (gate)
        {
            if (token == refused.Value)
            {
                token = null;
                key?.Dispose();
                key = null;
            }
        }
    }

    public override void Dispose() => key?.Dispose();

    private string Mint(DateTimeOffset now)
    {
        key ??= LoadKey();
        var subject = $"{Account(settings.Account)}.{settings.User.ToUpperInvariant()}";
        var fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        using var claims = new MemoryStream();
        using (var writer = new Utf8JsonWriter(claims))
        {
            writer.WriteStartObject();
            writer.WriteString("iss", $"{subject}.{fingerprint}");
            writer.WriteString("sub", subject);
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString(Header)}.{Base64Url.EncodeToString(claims.ToArray())}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private RSA LoadKey()
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

            return rsa.KeySize >= 2048 ? rsa : throw SnowflakeSettings.Wrong("the private key is shorter than 2048 bits.");
        }
        catch (Exception exception)
        {
            rsa.Dispose();
            if (exception is CryptographicException or ArgumentException)
            {
                // The inner exception could quote the key.
                throw SnowflakeSettings.Wrong("the private key is no PEM that can be read (with its passphrase, where it has one).");
            }

            throw;
        }
    }

    /// <summary>The account as the issuer claim wants it: upper case, without the region of a locator.</summary>
    internal static string Account(string account)
    {
        var dot = account.IndexOf('.', StringComparison.Ordinal);
        return (dot > 0 ? account[..dot] : account).ToUpperInvariant();
    }
}
