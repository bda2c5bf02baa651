using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>The synthetic app and user of one process: every secret is random and lives in memory only.</summary>
public sealed record SalesforceCredentials : IDisposable
{
    /// <summary>The org's own address, where a client logs in.</summary>
    public const string LoginUrl = "https://codexmcp-sandbox.my.salesforce.com";

    private readonly Lazy<RSA> _key = new(static () => RSA.Create(2048));

    /// <summary>The external client app's consumer key.</summary>
    public string ClientId { get; } = "3MVG9" + Convert.ToHexString(RandomNumberGenerator.GetBytes(36));

    /// <summary>The app's consumer secret, for client credentials.</summary>
    public string ClientSecret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The integration user's name.</summary>
    public string Username { get; init; } = "integration@larkspur.example";

    /// <summary>The private key behind the app's certificate, PKCS#8 PEM. The pair is made at the first need.</summary>
    public string PrivateKeyPem => _key.Value.ExportPkcs8PrivateKeyPem();

    /// <summary>Writes the JWT login, and the secret for client credentials, as members of the connector's settings.</summary>
    internal void WriteSettings(Utf8JsonWriter writer)
    {
        writer.WriteString("login_url"u8, LoginUrl);
        writer.WriteStartObject("auth"u8);
        writer.WriteString("method"u8, "jwt_bearer"u8);
        writer.WriteString("client_id"u8, ClientId);
        writer.WriteString("client_secret"u8, ClientSecret);
        writer.WriteString("username"u8, Username);
        writer.WriteString("private_key"u8, PrivateKeyPem);
        writer.WriteEndObject();
    }

    internal bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // RSA objects promise nothing about concurrent use.
        lock (_key)
        {
            return _key.Value.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>Shows who, never a secret.</summary>
    public override string ToString() => $"SalesforceCredentials {{ Username = {Username} }}";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }
}
