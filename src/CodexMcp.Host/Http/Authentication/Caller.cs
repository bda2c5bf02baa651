using System.Collections.Frozen;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Who sends a request, as the credential on it says. Nothing else of the request may say.</summary>
internal sealed record Caller
{
    /// <summary>The principal, e.g. <c>alice</c> or <c>oidc:issuer-alias:sub</c>; stable: limits, the audit trail and sessions go by it.</summary>
    public required string Principal { get; init; }

    /// <summary>Names of groups that the credential vouches for, mapped by configuration; never from <c>groups.yaml</c>.</summary>
    public IReadOnlySet<string> Groups { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The roles that the credential is pinned to; null for no pin.</summary>
    public IReadOnlySet<string>? Roles { get; init; }

    /// <summary>For a credential whose roles come from its scopes: the scope that opens a role. So a client can be told what to ask for.</summary>
    public IReadOnlyDictionary<string, string>? ScopesByRole { get; init; }

    /// <summary><c>jwt</c>, <c>introspection</c>, <c>api_key</c> or <c>mtls</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Recognisable but not secret: the prefix of a key, a token's id or the beginning of its hash.</summary>
    public required string CredentialId { get; init; }

    /// <summary>When the credential ends, or null.</summary>
    public DateTimeOffset? Expires { get; init; }
}
