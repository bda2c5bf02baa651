using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Gives, checks and revokes access tokens. A JWT is checked as the vendor does: signature, iss, sub, aud, and an exp of at most three minutes.</summary>
internal sealed class TokenEndpoint(SalesforceCredentials credentials, SalesforceSimulatorOptions options, TimeProvider time)
{
    private const int MaxAssertion = 16 * 1024;
    private const string OrgId = "00D5g00000SYNTH";
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(3);
    private static readonly string[] Audiences = ["https://login.salesforce.com", "https://test.salesforce.com", SalesforceCredentials.LoginUrl];
    private readonly Dictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private sealed class Refused(string error, string description) : Exception(description)
    {
        public string Error { get; } = error;
    }

    /// <summary>The 18 characters of the org's id.</summary>
    public static string Org => SalesforceId.Normalize(OrgId)!;

    /// <summary>How many tokens have been given.</summary>
    public int Issued { get; private set; }

    public SimulatorResponse Token(SimulatorRequest request, string instanceUrl)
    {
        try
        {
            if (request.Method != "POST")
            {
                throw new Refused("invalid_request", "must use HTTP POST");
            }

            var form = Form.Parse(request);
            switch (form.GetValueOrDefault("grant_type"))
            {
                case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                    Assertion(form.GetValueOrDefault("assertion") ?? "", instanceUrl);
                    break;
                case "client_credentials":
                    Client(request, form);
                    break;
                case null:
                    throw new Refused("invalid_request", "missing required code parameter: grant_type");
                default:
                    throw new Refused("unsupported_grant_type", "grant type not supported");
            }

            return Granted(instanceUrl);
        }
        catch (Refused refused)
        {
            return JsonAnswers.Json(400, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error"u8, refused.Error);
                writer.WriteString("error_description"u8, refused.Message);
                writer.WriteEndObject();
            });
        }
    }

    public SimulatorResponse Revoke(SimulatorRequest request)
    {
        var token = request.Method == "POST" ? Form.Parse(request).GetValueOrDefault("token") : Form.Query(request).GetValueOrDefault("token");
        lock (_lock)
        {
            return token is not null && _sessions.Remove(token)
                ? JsonAnswers.Empty(200)
                : JsonAnswers.Json(400, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("error"u8, "unsupported_token_type"u8);
                    writer.WriteString("error_description"u8, "this token type is not supported"u8);
                    writer.WriteEndObject();
                });
        }
    }

    /// <summary>Checks the bearer token of a request.</summary>
    public void Check(SimulatorRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var header))
        {
            throw new SalesforceException(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? "" : header[..space];
        if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("OAuth", StringComparison.OrdinalIgnoreCase))
        {
            throw new SalesforceException(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE");
        }

        var token = header[(space + 1)..].Trim();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_sessions.TryGetValue(token, out var until) || until < now)
            {
                _sessions.Remove(token);
                throw new SalesforceException(401, "INVALID_SESSION_ID", "Session expired or invalid");
            }

            _sessions[token] = now + options.SessionLifetime;
        }
    }

    /// <summary>Ends every session, as an administrator would.</summary>
    public void ExpireAll()
    {
        lock (_lock)
        {
            _sessions.Clear();
        }
    }

    /// <summary>Opens a session without a login, for clients that come with a session id.</summary>
    public string Open()
    {
        var token = $"{OrgId}!AQ0A{Convert.ToHexString(RandomNumberGenerator.GetBytes(40))}";
        lock (_lock)
        {
            Issued++;
            _sessions[token] = time.GetUtcNow() + options.SessionLifetime;
        }

        return token;
    }

    /// <summary>Where a client reads who it is. Over a socket that is here: a token of the sandbox must not travel to the real vendor.</summary>
    public static string IdentityUrl(string instanceUrl) =>
        $"{(instanceUrl == SalesforceCredentials.LoginUrl ? "https://login.salesforce.com" : instanceUrl)}/id/{Org}/{OrgSeed.IntegrationUser}";

    private SimulatorResponse Granted(string instanceUrl)
    {
        var token = Open();
        var id = IdentityUrl(instanceUrl);
        var issued = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(credentials.ClientSecret), Encoding.UTF8.GetBytes(id + issued)));
        return JsonAnswers.Json(
            200,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("access_token"u8, token);
                writer.WriteString("signature"u8, signature);
                writer.WriteString("scope"u8, "api"u8);
                writer.WriteString("instance_url"u8, instanceUrl);
                writer.WriteString("id"u8, id);
                writer.WriteString("token_type"u8, "Bearer"u8);
                writer.WriteString("issued_at"u8, issued);
                writer.WriteEndObject();
            },
            new() { ["Cache-Control"] = "no-cache, no-store" });
    }

    private void Client(SimulatorRequest request, IReadOnlyDictionary<string, string> form)
    {
        var (id, secret) = (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret"));
        if (request.Headers.TryGetValue("Authorization", out var header) && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            var pair = Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) : [];
            (id, secret) = pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : (null, null);
        }

        if (id != credentials.ClientId)
        {
            throw new Refused("invalid_client_id", "client identifier invalid");
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret ?? ""), Encoding.UTF8.GetBytes(credentials.ClientSecret)))
        {
            throw new Refused("invalid_client", "invalid client credentials");
        }
    }

    private void Assertion(string assertion, string instanceUrl)
    {
        var parts = assertion.Length <= MaxAssertion ? assertion.Split('.') : [];
        try
        {
            if (parts.Length != 3 || Claims(parts[0]) is not { } header || Text(header, "alg") != "RS256" || Claims(parts[1]) is not { } claims)
            {
                throw new Refused("invalid_grant", "invalid assertion");
            }

            if (Text(claims, "iss") != credentials.ClientId)
            {
                throw new Refused("invalid_client_id", "client identifier invalid");
            }

            if (!credentials.Verifies(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
            {
                throw new Refused("invalid_grant", "invalid assertion");
            }

            if (Text(claims, "aud") is not { } audience || (!Audiences.Contains(audience.TrimEnd('/')) && audience.TrimEnd('/') != instanceUrl))
            {
                throw new Refused("invalid_grant", "audience is invalid");
            }

            var now = time.GetUtcNow();
            if (!claims.TryGetProperty("exp", out var exp) || !exp.TryGetDouble(out var seconds) || Math.Abs(seconds) > 1e11
                || DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) is var expires && (expires + options.ClockSkew <= now || expires > now + MaxLifetime + options.ClockSkew))
            {
                throw new Refused("invalid_grant", "expired authorization code");
            }

            if (!string.Equals(Text(claims, "sub"), credentials.Username, StringComparison.OrdinalIgnoreCase))
            {
                throw new Refused("invalid_grant", "user hasn't approved this consumer");
            }
        }
        catch (Exception bad) when (bad is JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            throw new Refused("invalid_grant", "invalid assertion");
        }
    }

    private static JsonElement? Claims(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
