using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>What the claims of an issuer's token must say, and what we make of them. The same for a JWT and for an answer of introspection.</summary>
internal sealed class ClaimRules(IssuerOptions issuer, TimeProvider time)
{
    private const int MostAudiences = 20;
    private const int MostScopes = 200;
    private const int MostGroups = 500;
    private const int LongestSubject = 200;
    private const double LastSecond = 253402300799; // The last one that a DateTimeOffset can tell.

    private static readonly FrozenSet<string> NoNames = FrozenSet<string>.Empty;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> groups = issuer.Groups.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, IReadOnlyList<string>> roles = issuer.RolesByScope.ToFrozenDictionary(StringComparer.Ordinal);

    // The scope to ask for, by role: the first one, in ordinal order, that opens it.
    private readonly FrozenDictionary<string, string> scopes = issuer.RolesByScope
        .SelectMany(entry => entry.Value.Select(role => (Role: role, Scope: entry.Key)))
        .GroupBy(pair => pair.Role, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.Scope).Min(StringComparer.Ordinal)!, StringComparer.Ordinal);

    /// <summary>Judges the times; null when they are good, and when the token ends.</summary>
    public string? CheckTimes(JsonElement claims, out DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        if (!TryTime(claims, "exp", out var end) || end is not { } exp)
        {
            expires = default;
            return "its 'exp' is missing or no time";
        }

        expires = exp;
        if (now >= exp + issuer.ClockSkew)
        {
            return "it has expired";
        }

        if (!TryTime(claims, "nbf", out var start) || !TryTime(claims, "iat", out var issued))
        {
            return "its 'nbf' or 'iat' is no time";
        }

        if (now < start - issuer.ClockSkew || now < issued - issuer.ClockSkew)
        {
            return "it is not valid yet";
        }

        return exp - (issued ?? now) > issuer.MaxLifetime + issuer.ClockSkew ? "it lives longer than this server takes" : null;
    }

    /// <summary>Makes the caller of claims that were verified.</summary>
    public TokenVerdict Accept(JsonElement claims, string? subject, string scheme, string credential, DateTimeOffset expires)
    {
        if (subject is not { Length: > 0 and <= LongestSubject } || subject.AsSpan().ContainsAnyExceptInRange('!', '~') || subject.Contains('*'))
        {
            return TokenVerdict.Bad("its 'sub' is missing, too long, or holds blanks or unusual characters");
        }

        if (!claims.TryGetProperty("aud", out var audience) || StrictJson.Texts(audience, MostAudiences) is not { Count: > 0 } audiences)
        {
            return TokenVerdict.Bad("its 'aud' is missing or no list of names");
        }

        if (Names(claims, issuer.ScopeClaim, MostScopes) is not { } granted || Names(claims, issuer.GroupsClaim, MostGroups) is not { } claimed)
        {
            return TokenVerdict.Bad($"its '{issuer.ScopeClaim}' or '{issuer.GroupsClaim}' is no list of names, or too long");
        }

        var words = granted.Count == 1 ? granted[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) : granted;
        return TokenVerdict.Good(new(
            new()
            {
                Principal = $"oidc:{issuer.Alias}:{subject}",
                Groups = Mapped(claimed, groups),
                Roles = roles.Count == 0 ? null : Mapped(words, roles),
                ScopesByRole = roles.Count == 0 ? null : scopes,
                Scheme = scheme,
                CredentialId = credential,
                Expires = expires,
            },
            audiences));
    }

    private static IReadOnlyList<string>? Names(JsonElement claims, string name, int most) =>
        claims.TryGetProperty(name, out var member) ? StrictJson.Texts(member, most) : [];

    private static IReadOnlySet<string> Mapped(IReadOnlyList<string> names, FrozenDictionary<string, IReadOnlyList<string>> map)
    {
        if (map.Count == 0)
        {
            return NoNames;
        }

        HashSet<string>? found = null;
        foreach (var name in names)
        {
            if (map.TryGetValue(name, out var to))
            {
                (found ??= new(StringComparer.Ordinal)).UnionWith(to);
            }
        }

        return found ?? (IReadOnlySet<string>)NoNames;
    }

    /// <summary>False when the member is there and no time that can be told; null when it is not there.</summary>
    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset? value)
    {
        value = null;
        if (!claims.TryGetProperty(name, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Number || !member.TryGetDouble(out var seconds) || !(seconds is >= 0 and <= LastSecond))
        {
            return false;
        }

        value = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }
}
