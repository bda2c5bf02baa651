using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The OAuth endpoints, of the first and of the third generation: token, introspection, revocation, the authorization page.</summary>
internal sealed class OAuthApi(TokenStore tokens, TimeProvider time)
{
    private const long AppId = 2_900_001;
    private const long UserId = 42_001;

    /// <summary>Answers what needs no access token; null for any other path.</summary>
    public SimulatorResponse? Answer(SimulatorRequest request, string[] path)
    {
        var version = path is ["oauth", ['v', ..], ..] ? path[1] : "";
        return (request.Method, path) switch
        {
            ("GET", ["oauth", "authorize"]) => Authorize(HubSpotCall.Split(request.Query)),
            ("POST", ["oauth", "v1" or "v2" or "v3" or "v4", "token"]) => Token(request, version),
            ("POST", ["oauth", "v3" or "v4", "token", "introspect"]) => Introspect(Form(request)),
            ("POST", ["oauth", "v3" or "v4", "token", "revoke"]) => Revoke(Form(request)),
            ("GET", ["oauth", "v1", "access-tokens", var token]) => AccessInfo(token),
            ("GET", ["oauth", "v1", "refresh-tokens", var token]) => RefreshInfo(token),
            ("DELETE", ["oauth", "v1", "refresh-tokens", var token]) => tokens.Revoke(token) ? HubSpotReply.Empty(204) : throw HubSpotError.NotFound(),
            ("POST", ["oauth", "v2", "private-apps", "get", "access-token-info"]) => PrivateInfo(request),
            _ => null,
        };
    }

    private static Dictionary<string, string> Form(SimulatorRequest request)
    {
        if (!request.Headers.TryGetValue("Content-Type", out var type)
            || !type.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new HubSpotError(415, "VALIDATION_ERROR", "HTTP 415 Unsupported Media Type");
        }

        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in HubSpotCall.Split(Encoding.UTF8.GetString(request.Body.Span)))
        {
            form[name] = value;
        }

        return form;
    }

    /// <summary>Stands in for the page on which a person installs the app: says yes at once, to an address on loopback only.</summary>
    private SimulatorResponse Authorize(List<KeyValuePair<string, string>> query)
    {
        string? One(string name) => query.Find(pair => pair.Key == name).Value;
        if (One("client_id") != tokens.Credentials.ClientId)
        {
            throw HubSpotError.Invalid("The client_id is not of an app in this account");
        }

        if (!Uri.TryCreate(One("redirect_uri"), UriKind.Absolute, out var back) || back.Scheme != Uri.UriSchemeHttp || !back.IsLoopback)
        {
            throw HubSpotError.Invalid("The redirect_uri must be an http address on loopback");
        }

        var asked = (One("scope") ?? One("scopes") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(tokens.Options.Scopes).ToArray() is { Length: > 0 } more)
        {
            throw HubSpotError.Invalid($"The app may not ask for these scopes: {string.Join(' ', more)}");
        }

        var code = tokens.IssueCode(asked.Length > 0 ? asked : tokens.Options.Scopes, back.OriginalString, One("code_challenge"));
        var state = One("state") is { } text ? "&state=" + Uri.EscapeDataString(text) : "";
        var address = $"{back.OriginalString}{(back.Query.Length > 0 ? '&' : '?')}code={code}{state}";
        return new SimulatorResponse { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = address } };
    }

    private SimulatorResponse Token(SimulatorRequest request, string version)
    {
        var form = Form(request);
        var grant = form.GetValueOrDefault("grant_type");
        if (!TokenStore.Same(form.GetValueOrDefault("client_id"), tokens.Credentials.ClientId))
        {
            return Refused("BAD_CLIENT_ID", "missing or unknown client id", "invalid_client", version);
        }

        if (!TokenStore.Same(form.GetValueOrDefault("client_secret"), tokens.Credentials.ClientSecret))
        {
            return Refused("BAD_CLIENT_SECRET", "missing or invalid client secret", "invalid_client", version);
        }

        if (grant == "refresh_token")
        {
            var refresh = form.GetValueOrDefault("refresh_token") ?? "";
            return tokens.FindRefresh(refresh) is { } scopes
                ? Given(scopes, refresh)
                : Refused("BAD_REFRESH_TOKEN", "missing or unknown refresh token", "invalid_grant", version);
        }

        if (grant == "client_credentials")
        {
            var asked = (form.GetValueOrDefault("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return asked.All(tokens.Options.Scopes.Contains)
                ? Given((asked.Length > 0 ? asked : tokens.Options.Scopes).ToHashSet(), null)
                : Refused("BAD_SCOPES", "the app doesn't have one of these scopes", "invalid_scope", version);
        }

        if (grant != "authorization_code")
        {
            return Refused("BAD_GRANT_TYPE", "missing or unknown grant type", "unsupported_grant_type", version);
        }

        if (tokens.TakeCode(form.GetValueOrDefault("code") ?? "") is not { } code)
        {
            return Refused("BAD_AUTH_CODE", "missing or unknown auth code", "invalid_grant", version);
        }

        if (code.RedirectUri is not null && code.RedirectUri != form.GetValueOrDefault("redirect_uri"))
        {
            return Refused("BAD_REDIRECT_URI", "missing or mismatched redirect uri", "invalid_grant", version);
        }

        return code.Challenge is { } challenge && challenge != Challenge(form.GetValueOrDefault("code_verifier") ?? "")
            ? Refused("BAD_CODE_VERIFIER", "missing or invalid code verifier", "invalid_grant", version)
            : Given(code.Scopes, tokens.IssueRefresh(code.Scopes));
    }

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private SimulatorResponse Given(IReadOnlySet<string> scopes, string? refresh) => HubSpotReply.Json(200, writer =>
    {
        writer.WriteString("token_type"u8, "bearer"u8);
        if (refresh is not null)
        {
            writer.WriteString("refresh_token"u8, refresh);
        }

        writer.WriteString("access_token"u8, tokens.IssueAccess(scopes));
        writer.WriteNumber("hub_id"u8, tokens.Credentials.HubId);
        WriteScopes(writer, scopes);
        writer.WriteNumber("expires_in"u8, (long)tokens.Options.AccessTokenLife.TotalSeconds);
    });

    private static SimulatorResponse Refused(string status, string message, string error, string version) => HubSpotReply.Json(400, writer =>
    {
        writer.WriteString("status"u8, status);
        writer.WriteString("message"u8, message);
        writer.WriteString("correlationId"u8, Guid.NewGuid());
        if (version is "v3" or "v4")
        {
            writer.WriteString("error"u8, error);
            writer.WriteString("error_description"u8, message);
        }
    });

    private SimulatorResponse Introspect(Dictionary<string, string> form)
    {
        CheckClient(form);
        var token = form.GetValueOrDefault("token") ?? "";
        var access = tokens.Find(token);
        var scopes = access?.Scopes ?? tokens.FindRefresh(token);
        var active = scopes is not null && (access?.ExpiresAt is not { } end || end > time.GetUtcNow());
        return HubSpotReply.Json(200, writer =>
        {
            writer.WriteBoolean("active"u8, active);
            if (active)
            {
                writer.WriteString("token_use"u8, access is null ? "refresh_token" : "access_token");
                WriteOwner(writer, token, scopes!, access);
            }
        });
    }

    private SimulatorResponse Revoke(Dictionary<string, string> form)
    {
        CheckClient(form);
        tokens.Revoke(form.GetValueOrDefault("token") ?? "");
        return HubSpotReply.Empty(204);
    }

    private void CheckClient(Dictionary<string, string> form)
    {
        if (!TokenStore.Same(form.GetValueOrDefault("client_id"), tokens.Credentials.ClientId)
            || !TokenStore.Same(form.GetValueOrDefault("client_secret"), tokens.Credentials.ClientSecret))
        {
            throw new HubSpotError(401, "INVALID_AUTHENTICATION", "missing or unknown client id or secret");
        }
    }

    private SimulatorResponse AccessInfo(string token) => tokens.Find(token) is { IsOAuth: true } grant
        ? HubSpotReply.Json(200, writer =>
        {
            WriteOwner(writer, token, grant.Scopes, grant);
            writer.WriteString("token_type"u8, "access"u8);
        })
        : throw HubSpotError.NotFound();

    private SimulatorResponse RefreshInfo(string token) => tokens.FindRefresh(token) is { } scopes
        ? HubSpotReply.Json(200, writer =>
        {
            WriteOwner(writer, token, scopes, null);
            writer.WriteString("token_type"u8, "refresh"u8);
        })
        : throw HubSpotError.NotFound();

    private void WriteOwner(Utf8JsonWriter writer, string token, IReadOnlySet<string> scopes, HubSpotGrant? access)
    {
        writer.WriteString("token"u8, token);
        writer.WriteString("client_id"u8, tokens.Credentials.ClientId);
        writer.WriteString("user"u8, "ada.sampleton@larkspur.example"u8);
        writer.WriteString("hub_domain"u8, "larkspur.example"u8);
        WriteScopes(writer, scopes);
        writer.WriteNumber("hub_id"u8, tokens.Credentials.HubId);
        writer.WriteNumber("app_id"u8, AppId);
        writer.WriteNumber("user_id"u8, UserId);
        if (access?.ExpiresAt is { } end)
        {
            writer.WriteNumber("expires_in"u8, Math.Max(0, (long)(end - time.GetUtcNow()).TotalSeconds));
        }
    }

    private SimulatorResponse PrivateInfo(SimulatorRequest request)
    {
        var call = new HubSpotCall(request, [], new("", new HashSet<string>(), false, null), time.GetUtcNow());
        var key = call.Object.TryGetProperty("tokenKey", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return tokens.Find(key) is { IsOAuth: false } grant
            ? HubSpotReply.Json(200, writer =>
            {
                writer.WriteNumber("userId"u8, UserId);
                writer.WriteNumber("hubId"u8, tokens.Credentials.HubId);
                writer.WriteNumber("appId"u8, AppId + 1);
                WriteScopes(writer, grant.Scopes);
            })
            : throw HubSpotError.NotFound();
    }

    private static void WriteScopes(Utf8JsonWriter writer, IEnumerable<string> scopes)
    {
        writer.WriteStartArray("scopes"u8);
        foreach (var scope in scopes)
        {
            writer.WriteStringValue(scope);
        }

        writer.WriteEndArray();
    }
}
