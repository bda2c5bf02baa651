using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodexMcp.Host.Http.Authentication.Certificates;
using CodexMcp.Host.Http.Authentication.Issuers;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>Finds all that is wrong with the options at once. Each error names its setting, below <c>Authentication</c>, and what to write.</summary>
internal static class AuthenticationOptionsValidator
{
    /// <summary>Gives the errors; none when the options are good.</summary>
    public static IReadOnlyList<string> Validate(AuthenticationOptions options) =>
    [
        .. Server(options),
        .. options.Issuers.SelectMany((issuer, index) => IssuerValidator.Validate(issuer, $"Authentication:Issuers:{index}", options.AllowLoopbackHttp)),
        .. Together(options.Issuers),
        .. options.MutualTls is { } tls ? Certificates(tls) : [],
    ];

    private static IEnumerable<string> Server(AuthenticationOptions options)
    {
        if (!options.PublicUrl.IsAbsoluteUri
            || options.PublicUrl.Scheme is not ("http" or "https")
            || options.PublicUrl.PathAndQuery != "/"
            || options.PublicUrl.UserInfo.Length > 0
            || options.PublicUrl.Fragment.Length > 0)
        {
            yield return "Authentication:PublicUrl: write the origin under which clients reach the server, such as https://mcp.example.com, without a path.";
        }
        else if (options.PublicUrl.Scheme == "http" && !options.PublicUrl.IsLoopback)
        {
            yield return "Authentication:PublicUrl: tokens must not travel in the clear; write https, or a loopback address.";
        }

        if (!options.ApiKeys && options.Issuers.Count == 0 && options.MutualTls is null)
        {
            yield return "Authentication: nothing is taken, so nobody could come in. Set ApiKeys to true, or add an issuer or client certificates.";
        }

        if (options.MaxTokenLength is < 1024 or > 32 * 1024)
        {
            yield return "Authentication:MaxTokenLength: write 1024 to 32768.";
        }
    }

    private static IEnumerable<string> Together(IReadOnlyList<IssuerOptions> issuers)
    {
        foreach (var twice in issuers.GroupBy(issuer => issuer.Alias, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Authentication:Issuers: the alias '{twice.Key}' is there twice, so two people could be one principal. Give each issuer its own.";
        }

        foreach (var twice in issuers.GroupBy(issuer => issuer.Issuer, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Authentication:Issuers: the issuer '{twice.Key}' is there twice. Put both into one entry.";
        }

        if (issuers.Count(issuer => issuer.Introspection is not null) > 1)
        {
            yield return "Authentication:Issuers: only one issuer may have Introspection: an opaque token does not say whose it is, and must not be shown to the others.";
        }
    }

    private static IEnumerable<string> Certificates(MutualTlsOptions tls)
    {
        if (AuthorityProblem(tls.AuthorityFile) is { } problem)
        {
            yield return $"Authentication:MutualTls:AuthorityFile: {problem}. Write the path of a PEM file with the authorities that sign client certificates.";
        }

        if (tls.Mappings.Count == 0)
        {
            yield return "Authentication:MutualTls:Mappings: without a mapping no certificate opens anything. Add one with Name and Principal.";
        }

        for (var index = 0; index < tls.Mappings.Count; index++)
        {
            var mapping = tls.Mappings[index];
            var at = $"Authentication:MutualTls:Mappings:{index}";
            if (mapping.Name.Split(':', 2) is not ["subject" or "dns" or "uri" or "email", { Length: > 0 }])
            {
                yield return $"{at}:Name: begin with subject:, dns:, uri: or email:, then the exact name.";
            }

            if (!PrincipalName.IsGood(mapping.Principal))
            {
                yield return $"{at}:Principal: {PrincipalName.Rule}";
            }
        }

        foreach (var twice in tls.Mappings.GroupBy(mapping => mapping.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Authentication:MutualTls:Mappings: the name '{twice.Key}' is there twice. Keep one.";
        }
    }

    private static string? AuthorityProblem(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count == 0 ? "the file holds no certificate" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"the file can't be read ({exception.GetType().Name})";
        }
    }
}
