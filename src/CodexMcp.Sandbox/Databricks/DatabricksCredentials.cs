using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>The synthetic service principal of one process: every secret is random and lives in memory only.</summary>
public sealed record DatabricksCredentials
{
    /// <summary>The service principal's application id.</summary>
    public string ClientId { get; } = Guid.NewGuid().ToString("D");

    /// <summary>Its OAuth secret.</summary>
    public string ClientSecret { get; } = "dose" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A personal access token of it.</summary>
    public string PersonalAccessToken { get; } = "dapi" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Writes the OAuth login as members of the connector's settings.</summary>
    internal void WriteSettings(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("auth"u8);
        writer.WriteString("method"u8, "oauth_m2m"u8);
        writer.WriteString("client_id"u8, ClientId);
        writer.WriteString("client_secret"u8, ClientSecret);
        writer.WriteEndObject();
    }

    /// <summary>Shows who, never a secret.</summary>
    public override string ToString() => $"DatabricksCredentials {{ ClientId = {ClientId} }}";
}
