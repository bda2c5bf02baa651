using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Console.SignIn.OpenId;

/// <summary>The OpenID provider by which people may sign in to the console.</summary>
internal sealed record OpenIdOptions
{
    /// <summary>The provider: a person becomes the principal <c>oidc:alias:sub</c>.</summary>
    public required IssuerOptions Issuer { get; init; }

    /// <summary>Our client's id there.</summary>
    public required string ClientId { get; init; }

    /// <summary>Our client's secret, or null for a public client: PKCE holds either way.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The groups of <c>groups.yaml</c> whose members may sign in; everybody else whom the provider knows stays out.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Where the provider sends the browser back to.</summary>
    public required Uri Callback { get; init; }

    /// <summary>Whether the provider may be at plain HTTP on this machine.</summary>
    public bool AllowLoopbackHttp { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"sign-in by {Issuer.Issuer} as {ClientId}";
}
