using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodexMcp.Sandbox.Manifest;

/// <summary>The login of a simulated system: every secret is random and lives in the process only. What the manifest's <c>auth</c> says is checked on the wire.</summary>
internal sealed partial class SimulatedAuth : IDisposable
{
    private const string LoginSetting = "sandbox_login";
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> refreshTokens = new(StringComparer.Ordinal);
    private readonly JsonElement? auth;
    private readonly JsonElement? settings;
    private readonly string kind;
    private readonly string? tokenPath;
    private readonly string[] headers;
    private readonly TimeProvider time;
    private readonly RSA? key;
    private readonly SimulatedSession? session;

    public SimulatedAuth(JsonElement manifest, TimeProvider time)
    {
        this.time = time;
        auth = SandboxJson.Member(manifest, "auth");
        settings = SandboxJson.Member(SandboxJson.Member(SandboxJson.Member(manifest, "environments"), "sandbox"), "settings");
        kind = SandboxJson.String(auth, "kind") ?? "none";
        headers = SandboxJson.Member(manifest, "headers") is { } all ? [.. all.EnumerateObject().Select(static header => header.Name)] : [];
        if (SandboxJson.String(auth, "private_key") is { } template && Setting().Match(template) is { Success: true } held)
        {
            key = RSA.Create(2048);
            secrets[held.Groups[1].Value] = key.ExportPkcs8PrivateKeyPem();
        }

        foreach (Match match in Setting().Matches(auth?.GetRawText() ?? ""))
        {
            if (SandboxJson.Member(settings, match.Groups[1].Value) is null)
            {
                secrets.TryAdd(match.Groups[1].Value, Secret());
            }
        }

        if (kind == "authorization_code")
        {
            // As if a person had logged in already: the host begins with this refresh token.
            secrets[LoginSetting] = Secret();
        }

        session = kind == "sign_in" ? new(manifest, auth!.Value, Fill, time) : null;
        tokenPath = Part("token_url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.AbsolutePath : null;
    }

    /// <summary>Writes what a client logs in with.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in secrets)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Fills a text with settings.</summary>
    public string? Fill(string? text) => text is null ? null : Setting().Replace(text, match =>
        secrets.TryGetValue(match.Groups[1].Value, out var secret) ? secret : SandboxJson.Member(settings, match.Groups[1].Value) is { } value ? SandboxJson.Plain(value) : "");

    /// <summary>Whether a request proves itself and has the headers that every request has.</summary>
    public bool Accepts(SimulatorRequest request)
    {
        if (headers.Any(name => !request.Headers.TryGetValue(name, out var value) || string.IsNullOrWhiteSpace(value)))
        {
            return false;
        }

        return kind switch
        {
            "none" => true,
            "sign_in" => session!.Accepts(request),
            "bearer" => Equal(Header(request, "Authorization"), "Bearer " + Part("token")),
            "header" => Equal(Header(request, SandboxJson.String(auth, "name") ?? ""), Part("value")),
            "basic" => Equal(Header(request, "Authorization"), "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Part("user")}:{Part("password")}"))),
            _ => Header(request, "Authorization") is { } given && given.StartsWith("Bearer ", StringComparison.Ordinal)
                && tokens.TryGetValue(given[7..], out var end) && time.GetUtcNow() < end,
        };
    }

    /// <summary>Ends every access token that was given.</summary>
    public void ExpireTokens()
    {
        tokens.Clear();
        session?.Expire();
    }

    /// <summary>Whether the parts of a path that belong to a session are those of the request's own.</summary>
    public bool Holds(SimulatorRequest request, IReadOnlyDictionary<string, string> path) => session?.Holds(request, path) ?? true;

    /// <summary>Answers a request for an access token; null when the request is another one.</summary>
    public SimulatorResponse? Token(SimulatorRequest request)
    {
        if (session is not null)
        {
            return session.Answer(request);
        }

        if (tokenPath is null || request.Path != tokenPath)
        {
            return null;
        }

        var body = WireValues.Read(request, new Dictionary<string, string>()).Body;
        if ((request.Method == "POST" ? Problem(request, body) : "invalid_request") is { } problem)
        {
            return SimulatedAnswer.Json(problem == "invalid_client" ? 401 : 400, SandboxJson.Build(problem, static (writer, code) =>
            {
                writer.WriteStartObject();
                writer.WriteString("error"u8, code);
                writer.WriteEndObject();
            }));
        }

        var token = Secret();
        tokens[token] = time.GetUtcNow() + TokenLife;
        return SimulatedAnswer.Json(200, SandboxJson.Build((token, next: kind == "authorization_code" ? NextRefreshToken() : null), static (writer, made) =>
        {
            writer.WriteStartObject();
            writer.WriteString("access_token"u8, made.token);
            writer.WriteString("token_type"u8, "Bearer"u8);
            writer.WriteNumber("expires_in"u8, (int)TokenLife.TotalSeconds);
            if (made.next is { } refresh)
            {
                writer.WriteString("refresh_token"u8, refresh);
            }

            writer.WriteEndObject();
        }));
    }

    /// <inheritdoc/>
    public void Dispose() => key?.Dispose();

    /// <summary>Says what is wrong with a request for a token, in the words of OAuth 2.0; null when nothing is.</summary>
    private string? Problem(SimulatorRequest request, JsonElement? body)
    {
        var grant = SandboxJson.String(body, "grant_type");
        if (kind == "jwt_bearer")
        {
            return grant != "urn:ietf:params:oauth:grant-type:jwt-bearer" ? "unsupported_grant_type" : Signed(SandboxJson.String(body, "assertion")) ? null : "invalid_grant";
        }

        if (!IsClient(request, body))
        {
            return "invalid_client";
        }

        if (grant != (kind == "authorization_code" ? "refresh_token" : kind))
        {
            return "unsupported_grant_type";
        }

        return kind switch
        {
            "authorization_code" => IsLogin(SandboxJson.String(body, "refresh_token")) ? null : "invalid_grant",
            "refresh_token" => Equal(SandboxJson.String(body, "refresh_token"), Part("refresh_token")) ? null : "invalid_grant",
            _ => null,
        };
    }

    private bool IsClient(SimulatorRequest request, JsonElement? body)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(Part("client_id") ?? "")}:{Uri.EscapeDataString(Part("client_secret") ?? "")}"));
        return SandboxJson.String(auth, "send") == "basic"
            ? Equal(Header(request, "Authorization"), basic)
            : SandboxJson.String(auth, "send") == "private_key_jwt"
            ? SandboxJson.String(body, "client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && Signed(SandboxJson.String(body, "client_assertion"))
            : Equal(SandboxJson.String(body, "client_id"), Part("client_id"))
                && (SandboxJson.String(auth, "client_secret") is null || Equal(SandboxJson.String(body, "client_secret"), Part("client_secret")));
    }

    /// <summary>Whether it is the refresh token that every host begins with, or one that was given since: that works once.</summary>
    private bool IsLogin(string? refresh) => Equal(refresh, secrets[LoginSetting]) || (refresh is not null && refreshTokens.TryRemove(refresh, out _));

    private string NextRefreshToken()
    {
        var next = Secret();
        refreshTokens[next] = true;
        return next;
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private bool Signed(string? assertion)
    {
        if (assertion?.Split('.') is not [var header, var claims, var signature])
        {
            return false;
        }

        try
        {
            using var read = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(claims));
            var good = key!.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), System.Buffers.Text.Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return good && SandboxJson.Int(read.RootElement, "exp") is { } end && end > time.GetUtcNow().ToUnixTimeSeconds();
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return false;
        }
    }

    private string? Part(string name) => Fill(SandboxJson.String(auth, name));

    private static string? Header(SimulatorRequest request, string name) => request.Headers.TryGetValue(name, out var value) ? value : null;

    private static bool Equal(string? given, string? expected) => given is not null && expected is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    [GeneratedRegex(@"\{setting\.([A-Za-z0-9_-]+)[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
