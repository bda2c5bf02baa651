namespace CodexMcp.Host.Http.Authentication;

/// <summary>Writes <c>WWW-Authenticate</c> headers (RFC 6750, RFC 9728). They are the same for every role, there or not.</summary>
internal sealed class Challenges(AuthenticationOptions options)
{
    private readonly string origin = ResourceUrls.Origin(options.PublicUrl);
    private readonly bool hasIssuers = options.Issuers.Count > 0;

    /// <summary>There is no credential.</summary>
    public string Missing(string resourcePath) => hasIssuers ? $"Bearer {Metadata(resourcePath)}" : "Bearer realm=\"codex-mcp\"";

    /// <summary>The credential is not good.</summary>
    public string Invalid(string resourcePath) => With("invalid_token", resourcePath);

    /// <summary>The request is not well-formed.</summary>
    public string Malformed(string resourcePath) => With("invalid_request", resourcePath);

    /// <summary>The token lacks a scope.</summary>
    public string Scope(string resourcePath, string scope) =>
        $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"{(hasIssuers ? ", " + Metadata(resourcePath) : "")}";

    private string With(string error, string resourcePath) => $"Bearer error=\"{error}\"{(hasIssuers ? ", " + Metadata(resourcePath) : "")}";

    private string Metadata(string resourcePath) => $"resource_metadata=\"{origin}{ResourceMetadata.Path}{ResourceUrls.Safe(resourcePath)}\"";
}
