using CodexMcp.Connectors.Http;
using CodexMcp.Connectors.HttpKind.Auth;
using CodexMcp.Connectors.HttpKind.Templates;
using CodexMcp.Connectors.Manifests;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.HttpKind.Checks;

/// <summary>Checks what only a manifest of kind <c>http</c> has: each error says where it is and what to do.</summary>
internal static class HttpManifestCheck
{
    private static readonly string[] OwnKeys = ["base_url", "auth", "headers", "errors", "limits", "provenance", "sandbox"];
    private static readonly string[] OwnToolKeys = ["request", "response", "job", "pagination", "guard", "read_back", "provenance", "sandbox", "rows_argument", "default_rows"];

    /// <summary>Notes every error.</summary>
    public static void Check(ConfigNode root, IReadOnlyList<string> hosts, CheckedSchemas schemas, ConfigurationErrors errors)
    {
        if (root.String("kind") != "http")
        {
            Misplaced(root, errors);
            return;
        }

        var settings = new SettingNames(root);
        var templates = new TemplateCheck(null, settings, errors);
        var allowed = new HostAllowlist(hosts, loopback: false);
        if (root["base_url"] is null)
        {
            errors.Add(root.Location, "A connector of kind http needs 'base_url'.", "Add the address that every path is added to, such as https://api.example.com/v1.");
        }

        Url(root["base_url"], templates, allowed, errors);
        Auth(root["auth"], templates, allowed, errors);
        HeaderCheck.Check(root["headers"], errors);
        templates.Named(root["headers"]);
        templates.Named(root["provenance"]);
        Errors(root["errors"], templates);
        LimitCheck.Check(root["limits"], errors);
        foreach (var (_, at, tool) in root["tools"]?.Entries ?? [])
        {
            new HttpToolCheck(root, tool, at, settings, allowed, schemas, errors).Check();
        }

        SandboxCheck.Connector(root, errors);
    }

    /// <summary>Checks an address: https, and a host that the manifest declares whatever its settings are.</summary>
    internal static void Url(ConfigNode? node, TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors, bool credential = false)
    {
        if (node is not { } at || templates.Text(at, credential: credential) is not { } template)
        {
            return;
        }

        if (template.Placeholders.FirstOrDefault(static placeholder => placeholder.Kind != PlaceholderKind.Setting) is { } other)
        {
            errors.Add(at.Location, $"'{at.Shown}' is an address with '{{{other.Name}}}' in it: what a call brings could choose the host.", "Only settings may stand in an address; arguments belong into the path or the query.");
            return;
        }

        // A setting that is the whole address is checked when it is used: the host allowlist stands before every request.
        if (template.Placeholders.Any() && at.Text!.StartsWith('{'))
        {
            return;
        }

        var sample = Sample(at.Text!);
        if (!Uri.TryCreate(sample, UriKind.Absolute, out var address) || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            errors.Add(at.Location, $"'{at.Shown}' is not an address.", "Write one such as https://api.example.com/v1, without a query.");
        }
        else if (allowed.Check(address) is { } reason)
        {
            errors.Add(at.Location, $"'{at.Shown}' may not be called: {reason}.", "Use https, and add its host to 'hosts'.");
        }
    }

    /// <summary>The text with an x for each placeholder: it has the shape of what will be called.</summary>
    private static string Sample(string text)
    {
        while (text.IndexOf('{', StringComparison.Ordinal) is var open and >= 0 && text.IndexOf('}', open) is var close and > 0)
        {
            text = $"{text[..open]}x{text[(close + 1)..]}";
        }

        return text;
    }

    /// <summary>Checks the sentences about errors.</summary>
    internal static void Errors(ConfigNode? section, TemplateCheck templates)
    {
        foreach (var list in (ReadOnlySpan<string>)["code", "message"])
        {
            foreach (var item in section?[list]?.Items ?? [])
            {
                templates.At(item);
            }
        }

        foreach (var rule in section?["failed_when"]?.Items ?? [])
        {
            templates.At(rule["at"]);
        }
    }

    /// <summary>Checks how requests prove themselves.</summary>
    /// <param name="section">The section, or null.</param>
    /// <param name="templates">Checks its texts.</param>
    /// <param name="allowed">The hosts that may be called.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="describesItself">Whether the server says itself how a person logs in, unless the section does.</param>
    internal static void Auth(ConfigNode? section, TemplateCheck templates, HostAllowlist allowed, ConfigurationErrors errors, bool describesItself = false)
    {
        if (section is not { } auth)
        {
            return;
        }

        var kind = auth.String("kind");
        // A client with a key needs no secret.
        string[] client = auth.String("send") == TokenRequest.PrivateKeyJwt ? ["token_url", "client_id", "private_key"] : ["token_url", "client_id", "client_secret"];
        string[] signed = client.Contains("private_key") ? ["claims", "key_id"] : [];
        describesItself = describesItself && kind == "authorization_code" && auth["token_url"] is null && auth["authorize_url"] is null;
        string[] needed = kind switch
        {
            _ when describesItself => [],
            "bearer" => ["token"],
            "header" => ["name", "value"],
            "basic" => ["user", "password"],
            "client_credentials" => client,
            "refresh_token" => [.. client, "refresh_token"],
            "jwt_bearer" => ["token_url", "private_key", "claims"],
            "sign_in" => ["request", "token"],
            "authorization_code" => ["authorize_url", "token_url", "client_id"],
            _ => [],
        };
        foreach (var key in needed)
        {
            if (auth[key] is null)
            {
                errors.Add(auth.Location, $"auth of kind {kind} needs '{key}'.", $"Add it; a secret stands as {{setting.{key}}}, with its value under environments.");
            }
        }

        string[] optional = kind switch
        {
            _ when describesItself => LoginCheck.Described,
            "client_credentials" or "refresh_token" => ["send", "parameters", .. signed],
            "jwt_bearer" => ["parameters", "key_id"],
            "sign_in" => SignInCheck.Optional,
            "authorization_code" => LoginCheck.Optional,
            _ => [],
        };
        foreach (var (key, at, value) in auth.Entries)
        {
            if (key != "kind" && !needed.Contains(key) && !optional.Contains(key))
            {
                errors.Add(at, $"auth of kind {kind} has no '{ShownText.Escape(key)}'.", needed.Length + optional.Length == 0 ? "Remove it." : $"It takes: {string.Join(", ", needed.Concat(optional))}.");
            }
            else if (kind != "sign_in" && key is "token" or "value" or "password" or "client_secret" or "refresh_token" or "private_key"
                && templates.Text(value, credential: true) is { } template && template.Placeholders.All(static placeholder => placeholder.Kind != PlaceholderKind.Setting))
            {
                errors.Add(value.Location, $"auth.{key} holds no setting: a secret never stands in a manifest.", $"Write {{setting.{key}}}, and under environments.production.settings {key}: \"${{env:NAME}}\".");
            }
        }

        if (kind == "sign_in")
        {
            SignInCheck.Check(auth, templates, allowed, errors);
            return;
        }

        if (kind == "authorization_code")
        {
            LoginCheck.Check(auth, templates, allowed, errors);
        }

        templates.Text(auth["user"], credential: true);
        templates.Text(auth["client_id"], credential: true);
        templates.Named(auth["parameters"], credential: true);
        templates.Named(auth["claims"], credential: true);
        templates.Text(auth["key_id"], credential: true);
        foreach (var (claim, at, _) in auth["claims"]?.Entries ?? [])
        {
            if (claim is "iat" or "exp" or "jti")
            {
                errors.Add(at, $"The host writes '{claim}' itself.", "Remove it.");
            }
        }

        Url(auth["token_url"], templates, allowed, errors, credential: true);
    }

    private static void Misplaced(ConfigNode root, ConfigurationErrors errors)
    {
        foreach (var key in OwnKeys)
        {
            Note(root, key, "");
        }

        foreach (var (name, _, tool) in root["tools"]?.Entries ?? [])
        {
            foreach (var key in OwnToolKeys)
            {
                Note(tool, key, $" of the tool '{ShownText.Escape(name)}'");
            }
        }

        void Note(ConfigNode section, string key, string of)
        {
            if (section[key] is not null)
            {
                errors.Add(section.KeyLocation(key), $"The key '{key}'{of} is for connectors of kind http.", "Remove it, or write kind: http.");
            }
        }
    }
}
