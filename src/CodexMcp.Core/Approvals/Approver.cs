using CodexMcp.Core.Access;

namespace CodexMcp.Core.Approvals;

/// <summary>A person who decides, as a credential that was checked a moment ago says.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Credential">What says so, recognisable and not secret: a key's prefix, or <c>oidc:ALIAS</c> for a sign-in.</param>
public sealed record Approver(string Principal, string Credential)
{
    /// <summary>What the credential of a sign-in by OpenID Connect begins with; no key's prefix has a colon.</summary>
    public const string SignIn = "oidc:";

    /// <summary>The holder of an approver's key that is good now.</summary>
    /// <exception cref="ArgumentException">It is a key of another kind, which decides nothing.</exception>
    public static Approver Of(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Kind == ApiKeyKind.Approver ? new(key.Principal, key.Prefix) : throw new ArgumentException("Only an approver's key can decide.", nameof(key));
    }
}
