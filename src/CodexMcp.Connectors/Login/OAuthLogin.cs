namespace CodexMcp.Connectors.Login;

/// <summary>How a person logs in for a connector: an authorization server (OAuth 2.0, authorization code with PKCE) and the client that is known there.</summary>
public sealed record OAuthLogin
{
    /// <summary>The system's name in sentences.</summary>
    public required string System { get; init; }

    /// <summary>Where a person is sent to.</summary>
    public required Uri AuthorizeUrl { get; init; }

    /// <summary>Where tokens are given.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>The client.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its secret; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Whether the client proves itself with a header instead of form fields.</summary>
    public bool SendBasic { get; init; }

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The server's name for itself, which its answers must then carry (RFC 9207); null when it is not known.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether its answers may also come without that name: a server that does not promise it.</summary>
    public bool IssuerMayBeMissing { get; init; }

    /// <summary>Where tokens are taken back (RFC 7009); null when it is not known.</summary>
    public Uri? RevocationUrl { get; init; }

    /// <summary>What has to be kept with the tokens, so that they can be refreshed and taken back.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>More parameters of the address that a person is sent to.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AuthorizeParameters { get; init; } = [];

    /// <summary>More fields of token requests.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TokenParameters { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"OAuthLogin {{ System = {System}, AuthorizeUrl = {AuthorizeUrl} }}";
}
