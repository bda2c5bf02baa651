using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Sandbox;

/// <summary>The synthetic account of one process: every secret is random and lives in memory only. The simulator checks what the connector
/// makes of it as the vendor would.</summary>
public sealed record SandboxCredentials : IDisposable
{
    private readonly Lazy<RSA> _key = new(static () => RSA.Create(2048));

    /// <summary>The account identifier, as in the first label of the account's host name.</summary>
    public string AccountIdentifier { get; init; } = "SANDBOX-ANALYTICS";

    /// <summary>The login name of the service user.</summary>
    public string User { get; init; } = "CODEXMCP_SERVICE";

    /// <summary>An OAuth access token that the simulator accepts.</summary>
    public string OAuthToken { get; } = "ver:1-hint:" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>A programmatic access token that the simulator accepts.</summary>
    public string ProgrammaticAccessToken { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)).Replace('+', '-').Replace('/', '_');

    /// <summary>The user's private key, PKCS#8 PEM. The pair is made at the first need, which takes some tens of milliseconds.</summary>
    public string PrivateKeyPem => _key.Value.ExportPkcs8PrivateKeyPem();

    /// <summary>The fingerprint of the public key in Snowflake's form: <c>SHA256:</c> and the base64 of the hash.</summary>
    public string PublicKeyFingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(_key.Value.ExportSubjectPublicKeyInfo()));

    /// <summary>Writes the key pair login as members of the Snowflake connector's settings.</summary>
    internal void WriteSettings(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("account"u8, AccountIdentifier);
        writer.WriteString("user"u8, User);
        writer.WriteStartObject("auth"u8);
        writer.WriteString("method"u8, "key_pair"u8);
        writer.WriteString("private_key"u8, PrivateKeyPem);
        writer.WriteEndObject();
    }

    /// <summary>Verifies a signature that the user's private key should have made.</summary>
    internal bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RSA objects promise nothing about concurrent use.
        lock (_key)
        {
            return _key.Value.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>Shows who, never a secret.</summary>
    public override string ToString() => $"SandboxCredentials {{ AccountIdentifier = {AccountIdentifier}, User = {User} }}";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }
}
