using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>Finds an issuer's keys by its own documents (RFC 8414, OpenID Connect Discovery). Nothing in a token leads there.</summary>
internal sealed class Discovery(IssuerOptions issuer, IssuerClient client)
{
    /// <summary>Fetches the keys.</summary>
    /// <exception cref="IssuerException">They can't be had.</exception>
    public async Task<KeySet> FetchKeysAsync()
    {
        foreach (var address in Addresses(new(issuer.Issuer)))
        {
            if (await client.GetAsync(address).ConfigureAwait(false) is { } document)
            {
                var bytes = await client.GetAsync(KeyAddress(document)).ConfigureAwait(false) ?? throw new IssuerException("there is nothing at its 'jwks_uri'");
                return KeySet.Parse(bytes) is { Count: > 0 } keys ? keys : throw new IssuerException("its key set is not readable, or no key in it can be used");
            }
        }

        throw new IssuerException("it has no metadata document (oauth-authorization-server or openid-configuration below /.well-known)");
    }

    /// <summary>Where the document may be: RFC 8414 first, then OpenID's place by that RFC, then OpenID's own.</summary>
    internal static IEnumerable<Uri> Addresses(Uri issuer)
    {
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new($"{origin}/.well-known/oauth-authorization-server{path}");
        yield return new($"{origin}/.well-known/openid-configuration{path}");
        if (path.Length > 0)
        {
            yield return new($"{origin}{path}/.well-known/openid-configuration");
        }
    }

    private Uri KeyAddress(byte[] document)
    {
        if (StrictJson.Parse(document) is not { } metadata)
        {
            throw new IssuerException("its metadata document is not one plain JSON object");
        }

        // Another issuer's document must not bring its keys (RFC 8414, 3.3).
        if (!string.Equals(StrictJson.Text(metadata, "issuer"), issuer.Issuer, StringComparison.Ordinal))
        {
            throw new IssuerException("its metadata document names another issuer; write the issuer exactly as the document does");
        }

        return Uri.TryCreate(StrictJson.Text(metadata, "jwks_uri"), UriKind.Absolute, out var address)
            ? address
            : throw new IssuerException("its metadata document has no 'jwks_uri'");
    }
}
