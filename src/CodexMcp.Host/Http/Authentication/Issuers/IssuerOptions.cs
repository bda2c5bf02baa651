using System.Collections.Frozen;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>An authorization server whose access tokens are taken.</summary>
internal sealed record IssuerOptions
{
    /// <summary>A short name for it: a principal is <c>oidc:alias:sub</c>, so the name must stay what it is.</summary>
    public required string Alias { get; init; }

    /// <summary>Its identifier, exactly as it stands in <c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whether its tokens are verified here, with the keys that it publishes.</summary>
    public bool Jwt { get; init; } = true;

    /// <summary>How to ask it about opaque tokens (RFC 7662), or null for not at all. One issuer at most: an opaque token does not say whose it is.</summary>
    public IntrospectionOptions? Introspection { get; init; }

    /// <summary>The algorithms that are taken.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = ["RS256", "PS256", "ES256"];

    /// <summary>Whether tokens of the type <c>JWT</c>, or of none, are taken besides <c>at+jwt</c>: an ID token must then differ by its audience.</summary>
    public bool AllowPlainJwtType { get; init; }

    /// <summary>Audiences that mean this server, besides its own URLs.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>More hosts that keys or introspection may be at, besides the issuer's own.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether its name may resolve to a private network.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>How far its clock may differ, at most 5 minutes. One minute by default.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that one of its tokens may live, 1 minute to 7 days. One day by default.</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The claim that lists scopes.</summary>
    public string ScopeClaim { get; init; } = "scope";

    /// <summary>The claim that lists groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>From a value of the groups' claim to our groups. What is not here counts for nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>From a scope to the roles that it opens. With an entry here, a token opens only the roles of its scopes; with none, scopes pin nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> RolesByScope { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;
}

/// <summary>How to ask an issuer about a token.</summary>
internal sealed record IntrospectionOptions
{
    /// <summary>Where to ask.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>As whom we ask.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret for that.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>How long a yes is remembered, at most 5 minutes and never beyond the token's end: a revoked token lives that much longer. 30 seconds by default.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"introspection at {Endpoint} as {ClientId}";
}
