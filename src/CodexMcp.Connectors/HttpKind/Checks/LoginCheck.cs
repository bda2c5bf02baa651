using CodexMcp.Connectors.Http;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks <c>auth</c> of kind <c>authorization_code</c>.</summary>
internal static class LoginCheck
{
    /// <summary>Its keys beside those that it needs.</summary>
    public static readonly string[] Optional = ["client_secret", "scopes", "resource", "audience", "issuer", "authorize_parameters", "redirect_port", "send", "parameters", "revocation_url"];

    /// <summary>Its keys where the server describes itself.</summary>
    public static readonly string[] Described = ["client_id", "client_secret", "client_metadata_url", "scopes", "issuer", "redirect_port", "send"];

    /// <summary>What the host itself writes into the address that a person is sent to.</summary>
    private static readonly string[] Own = ["response_type", "client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method"];

    public static void Check(ConfigNode auth, TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors)
    {
        HttpManifestCheck.Url(auth["authorize_url"], templates, allowed, errors, credential: true);
        HttpManifestCheck.Url(auth["revocation_url"], templates, allowed, errors, credential: true);
        foreach (var key in (ReadOnlySpan<string>)["resource", "audience", "issuer", "client_metadata_url"])
        {
            templates.Text(auth[key], credential: true);
        }

        if (auth.String("send") == Auth.TokenRequest.PrivateKeyJwt)
        {
            errors.Add(auth["send"]!.Value.Location, "A login can't prove itself with a key.", "Write basic or body, with client_secret where the system wants one.");
        }

        if (auth["client_metadata_url"] is { Text: { } document } written && !document.StartsWith('{')
            && !(Uri.TryCreate(document, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.AbsolutePath.Length > 1 && address.Fragment.Length == 0))
        {
            errors.Add(written.Location, $"'{written.Shown}' is no address of a document.", "Write one such as https://agents.example.com/codex-mcp.json: https, with a path.");
        }

        templates.Named(auth["authorize_parameters"], credential: true);
        foreach (var (key, at, _) in auth["authorize_parameters"]?.Entries ?? [])
        {
            if (Own.Contains(key))
            {
                errors.Add(at, $"The host writes '{ShownText.Escape(key)}' itself.", key == "scope" ? "Write 'scopes' as a list." : "Remove it.");
            }
        }
    }
}
