namespace CodexMcp.Host.Http.Authentication.Certificates;

/// <summary>Which client certificates open the server.</summary>
internal sealed record MutualTlsOptions
{
    /// <summary>A PEM file with the authorities that sign client certificates. The system's own are not asked.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>Who is who. A certificate that fits none opens nothing.</summary>
    public required IReadOnlyList<CertificateMapping> Mappings { get; init; }
}

/// <summary>From a certificate to a principal.</summary>
internal sealed record CertificateMapping
{
    /// <summary>
    /// What the certificate must say, compared exactly: <c>subject:CN=alice, O=Example</c>, or an alternative name as <c>dns:</c>,
    /// <c>uri:</c> or <c>email:</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Who that is.</summary>
    public required string Principal { get; init; }

    /// <summary>The groups it vouches for.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The roles it is pinned to, or null for no pin.</summary>
    public IReadOnlyList<string>? Roles { get; init; }
}
