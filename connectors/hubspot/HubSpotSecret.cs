using System.Text.Json;

namespace CodexMcp.Connectors.HubSpot;

/// <summary>What the host logs in with.</summary>
/// <param name="Token">The private app's token, or the refresh token.</param>
/// <param name="ClientId">The OAuth app's id, or empty.</param>
/// <param name="ClientSecret">The OAuth app's secret, or empty.</param>
internal sealed record HubSpotSecret(string Token, string ClientId, string ClientSecret)
{
    /// <summary>Gives what reads the secret: from the settings themselves, or from the file that they name, anew each time.</summary>
    public static Func<HubSpotSecret> Reader(JsonElement auth, bool oauth)
    {
        if (HubSpotSettings.Text(auth, "credential_file") is { } path)
        {
            return () => FromFile(path, oauth);
        }

        var secret = From(auth, oauth);
        return () => secret;
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => nameof(HubSpotSecret);

    private static HubSpotSecret FromFile(string path, bool oauth)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            if (!oauth)
            {
                return new HubSpotSecret(Checked(text), "", "");
            }

            using var document = JsonDocument.Parse(text);
            return From(document.RootElement, oauth);
        }
        catch (JsonException)
        {
            // The inner exception could quote the file.
            throw HubSpotSettings.Wrong("the file that auth.credential_file names must hold a JSON object with client_id, client_secret and refresh_token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw HubSpotSettings.Wrong("the file that auth.credential_file names can't be read.", exception);
        }
    }

    private static HubSpotSecret From(JsonElement auth, bool oauth) => oauth
        ? new(Required(auth, "refresh_token"), Required(auth, "client_id"), Required(auth, "client_secret"))
        : new(Required(auth, "token"), "", "");

    private static string Required(JsonElement auth, string name) =>
        Checked(HubSpotSettings.Text(auth, name) ?? throw HubSpotSettings.Wrong($"auth needs a credential_file, or {name}."));

    private static string Checked(string text) => text.Length > 0 && text.All(static c => c is > ' ' and <= '~')
        ? text
        : throw HubSpotSettings.Wrong("the credential is empty or holds characters that no credential has.");
}
