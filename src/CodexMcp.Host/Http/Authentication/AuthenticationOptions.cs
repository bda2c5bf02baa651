using CodexMcp.Host.Http.Authentication.Certificates;
using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Which credentials open the server. The defaults take API keys and nothing else.</summary>
internal sealed record AuthenticationOptions
{
    /// <summary>The origin under which clients reach the server, such as <c>https://mcp.example.com</c>: tokens must be meant for it. Never taken from a request.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Whether API keys are taken.</summary>
    public bool ApiKeys { get; init; } = true;

    /// <summary>The issuers whose access tokens are taken.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>Client certificates, or null for none.</summary>
    public MutualTlsOptions? MutualTls { get; init; }

    /// <summary>Whether an issuer may be at plain HTTP on this machine: for tests and sandboxes only.</summary>
    public bool AllowLoopbackHttp { get; init; }

    /// <summary>The longest token that is looked at, 1 KiB to 32 KiB. 16 KiB by default.</summary>
    public int MaxTokenLength { get; init; } = 16 * 1024;
}
