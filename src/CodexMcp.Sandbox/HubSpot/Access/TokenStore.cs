using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>The tokens and codes of the account: given out, checked, expired, revoked.</summary>
internal sealed class TokenStore
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, HubSpotGrant> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlySet<string>> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PendingCode> _codes = new(StringComparer.Ordinal);

    /// <summary>Knows the credentials' tokens.</summary>
    public TokenStore(HubSpotCredentials credentials, HubSpotSimulatorOptions options, TimeProvider time)
    {
        _time = time;
        Credentials = credentials;
        Options = options;
        var scopes = options.Scopes.ToHashSet();
        _access[credentials.PrivateAppToken] = new("private", scopes, false, null);
        _refresh[credentials.RefreshToken] = scopes;
    }

    public HubSpotCredentials Credentials { get; }

    public HubSpotSimulatorOptions Options { get; }

    /// <summary>A code of the authorization page, waiting to be exchanged.</summary>
    public sealed record PendingCode(IReadOnlySet<string> Scopes, string? RedirectUri, string? Challenge, DateTimeOffset ExpiresAt);

    /// <summary>The grant of a request's bearer token.</summary>
    /// <exception cref="HubSpotError">401, in HubSpot's words for a missing, an unknown or an expired token.</exception>
    public HubSpotGrant Authenticate(IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Authorization", out var header) || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            throw Unknown("Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview");
        }

        var grant = Find(header["Bearer ".Length..].Trim());
        if (grant is null)
        {
            throw Unknown("The OAuth token used to make this call is invalid, expired or revoked: the access token doesn't exist.");
        }

        var now = _time.GetUtcNow();
        return grant.ExpiresAt is not { } end || end > now ? grant : throw new HubSpotError(401, "EXPIRED_AUTHENTICATION", string.Create(
            CultureInfo.InvariantCulture, $"This oauth-token is expired! expiresAt: {end.ToUnixTimeMilliseconds()}, now: {now.ToUnixTimeMilliseconds()}"))
        {
            Details = [new($"The OAuth token used to make this call expired {(int)(now - end).TotalSeconds} second(s) ago.", null, new Dictionary<string, IReadOnlyList<string>>())],
        };
    }

    public HubSpotGrant? Find(string token)
    {
        lock (_lock)
        {
            return _access.GetValueOrDefault(token);
        }
    }

    public IReadOnlySet<string>? FindRefresh(string token)
    {
        lock (_lock)
        {
            return _refresh.GetValueOrDefault(token);
        }
    }

    /// <summary>Gives out an access token of the OAuth app.</summary>
    public string IssueAccess(IReadOnlySet<string> scopes)
    {
        var token = "C" + Random(40);
        lock (_lock)
        {
            _access[token] = new("oauth", scopes, true, _time.GetUtcNow() + Options.AccessTokenLife);
        }

        return token;
    }

    /// <summary>Gives out a refresh token of the OAuth app.</summary>
    public string IssueRefresh(IReadOnlySet<string> scopes)
    {
        var token = "na1-" + Random(20);
        lock (_lock)
        {
            _refresh[token] = scopes;
        }

        return token;
    }

    /// <summary>Gives out a token of another private app of the account.</summary>
    public string IssuePrivate(IEnumerable<string> scopes)
    {
        var token = "pat-na1-" + Guid.NewGuid().ToString("D");
        lock (_lock)
        {
            _access[token] = new(token, scopes.ToHashSet(), false, null);
        }

        return token;
    }

    /// <summary>Gives out a code; it is valid for a minute and once.</summary>
    public string IssueCode(IEnumerable<string> scopes, string? redirectUri, string? challenge)
    {
        var code = "na1-" + Random(18);
        lock (_lock)
        {
            _codes[code] = new(scopes.ToHashSet(), redirectUri, challenge, _time.GetUtcNow() + TimeSpan.FromMinutes(1));
        }

        return code;
    }

    /// <summary>Takes a code; null for one that is unknown, used or old.</summary>
    public PendingCode? TakeCode(string code)
    {
        lock (_lock)
        {
            return _codes.Remove(code, out var pending) && pending.ExpiresAt > _time.GetUtcNow() ? pending : null;
        }
    }

    /// <summary>Revokes a token of any kind. Returns false for an unknown one.</summary>
    public bool Revoke(string token)
    {
        lock (_lock)
        {
            return _refresh.Remove(token) | _access.Remove(token);
        }
    }

    /// <summary>Compares two secrets without telling by time where they differ.</summary>
    public static bool Same(string? sent, string known) => sent is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(known));

    private static HubSpotError Unknown(string message) => new(401, "INVALID_AUTHENTICATION", message);

    private static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
