using System.Security.Cryptography;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The synthetic HubSpot account of one process: every secret is random and lives in memory only.</summary>
public sealed record HubSpotCredentials
{
    /// <summary>The account's number (hub id, portal id).</summary>
    public long HubId { get; init; } = 14_700_001;

    /// <summary>The access token of a private app.</summary>
    public string PrivateAppToken { get; } = "pat-na1-" + Guid.NewGuid().ToString("D");

    /// <summary>The client id of an OAuth app that is installed in the account.</summary>
    public string ClientId { get; } = Guid.NewGuid().ToString("D");

    /// <summary>The secret of the OAuth app.</summary>
    public string ClientSecret { get; } = Guid.NewGuid().ToString("D");

    /// <summary>A refresh token of the OAuth app. It doesn't expire and doesn't change.</summary>
    public string RefreshToken { get; } = "na1-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    /// <summary>Writes the private app's token as members of the HubSpot connector's settings.</summary>
    internal void WriteSettings(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject("auth"u8);
        writer.WriteString("method"u8, "private_app"u8);
        writer.WriteString("token"u8, PrivateAppToken);
        writer.WriteEndObject();
    }

    /// <summary>Shows who, never a secret.</summary>
    public override string ToString() => $"HubSpotCredentials {{ HubId = {HubId} }}";
}
