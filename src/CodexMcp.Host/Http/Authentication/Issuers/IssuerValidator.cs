using CodexMcp.Host.Http.Authentication.Jwt;

namespace CodexMcp.Host.Http.Authentication.Issuers;

/// <summary>What an issuer's settings must be like.</summary>
internal static class IssuerValidator
{
    /// <summary>Gives the errors.</summary>
    /// <param name="issuer">The settings.</param>
    /// <param name="at">Where they stand.</param>
    /// <param name="allowLoopbackHttp">Whether plain HTTP to this machine is allowed.</param>
    public static IEnumerable<string> Validate(IssuerOptions issuer, string at, bool allowLoopbackHttp)
    {
        if (issuer.Alias.Length is 0 or > 32 || issuer.Alias.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            yield return $"{at}:Alias: write 1 to 32 small letters, digits or hyphens; principals are oidc:ALIAS:sub.";
        }

        var isAddress = Uri.TryCreate(issuer.Issuer, UriKind.Absolute, out var address);
        if (!isAddress || address!.Query.Length > 0 || address.Fragment.Length > 0 || AddressProblem(address, allowLoopbackHttp) is not null)
        {
            yield return $"{at}:Issuer: {(isAddress ? AddressProblem(address!, allowLoopbackHttp) : null) ?? "write the issuer's identifier as its metadata document does, an https address without query and fragment"}.";
        }

        if (!issuer.Jwt && issuer.Introspection is null)
        {
            yield return $"{at}: no token of this issuer could be taken. Set Jwt to true or add Introspection.";
        }

        foreach (var problem in Numbers(issuer, at).Concat(Algorithms(issuer, at)).Concat(Names(issuer, at)))
        {
            yield return problem;
        }

        if (issuer.Introspection is { } introspection)
        {
            foreach (var problem in Introspection(introspection, isAddress ? address : null, issuer.Hosts, $"{at}:Introspection", allowLoopbackHttp))
            {
                yield return problem;
            }
        }
    }

    private static string? AddressProblem(Uri address, bool allowLoopbackHttp)
    {
        if (address.UserInfo.Length > 0)
        {
            return "the address must not hold a user name";
        }

        if (address.IsLoopback)
        {
            return allowLoopbackHttp && address.Scheme is "http" or "https" ? null : "an issuer on this machine is for tests: set Authentication:AllowLoopbackHttp to true if that is meant";
        }

        return address.Scheme == "https" && address.Port == 443 && address.HostNameType == UriHostNameType.Dns
            ? null
            : "write an https address with a host name, on port 443";
    }

    private static IEnumerable<string> Numbers(IssuerOptions issuer, string at)
    {
        if (issuer.ClockSkew < TimeSpan.Zero || issuer.ClockSkew > TimeSpan.FromMinutes(5))
        {
            yield return $"{at}:ClockSkew: write 0 to 5 minutes.";
        }

        if (issuer.MaxLifetime < TimeSpan.FromMinutes(1) || issuer.MaxLifetime > TimeSpan.FromDays(7))
        {
            yield return $"{at}:MaxLifetime: write 1 minute to 7 days.";
        }
    }

    private static IEnumerable<string> Algorithms(IssuerOptions issuer, string at)
    {
        if (issuer.Algorithms.Count == 0)
        {
            yield return $"{at}:Algorithms: name at least one of {string.Join(", ", JwtAlgorithm.All.Keys.Order(StringComparer.Ordinal))}.";
        }

        foreach (var name in issuer.Algorithms.Where(name => !JwtAlgorithm.All.ContainsKey(name)))
        {
            var why = name is "EdDSA" or "Ed25519" ? "this runtime can't verify it" : "it is not one that is taken here";
            yield return $"{at}:Algorithms: '{name}': {why}. Use {string.Join(", ", JwtAlgorithm.All.Keys.Order(StringComparer.Ordinal))}.";
        }
    }

    private static IEnumerable<string> Names(IssuerOptions issuer, string at)
    {
        foreach (var host in issuer.Hosts.Where(host => Uri.CheckHostName(host) != UriHostNameType.Dns))
        {
            yield return $"{at}:Hosts: '{host}' is no host name. Write the bare name, such as keys.example.com.";
        }

        // A scope's characters by RFC 6749, 3.3: also what keeps the challenge's header whole.
        foreach (var scope in issuer.RolesByScope.Keys.Where(scope => scope.Length == 0 || scope.Any(character => character is < '!' or > '~' or '"' or '\\')))
        {
            yield return $"{at}:RolesByScope: '{scope}' is no scope: visible ASCII without blanks, quotes and backslashes.";
        }

        if (issuer.ScopeClaim.Length == 0 || issuer.GroupsClaim.Length == 0)
        {
            yield return $"{at}: ScopeClaim and GroupsClaim name claims; leave them out for 'scope' and 'groups'.";
        }

        if (issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{at}:Audiences: an empty audience would fit tokens for nobody. Remove it.";
        }
    }

    private static IEnumerable<string> Introspection(IntrospectionOptions options, Uri? issuer, IReadOnlyList<string> hosts, string at, bool allowLoopbackHttp)
    {
        if (!options.Endpoint.IsAbsoluteUri || AddressProblem(options.Endpoint, allowLoopbackHttp) is not null)
        {
            yield return $"{at}:Endpoint: {(options.Endpoint.IsAbsoluteUri ? AddressProblem(options.Endpoint, allowLoopbackHttp) : "write an absolute address")}.";
        }
        else if (issuer is not null && options.Endpoint.IdnHost != issuer.IdnHost && !hosts.Contains(options.Endpoint.IdnHost, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{at}:Endpoint: its host is not the issuer's. If it is right, add the host to the issuer's Hosts.";
        }

        if (options.ClientId.Length == 0 || options.ClientSecret.Length == 0)
        {
            yield return $"{at}: ClientId and ClientSecret are needed: an issuer answers only to whom it knows.";
        }

        if (options.CacheFor < TimeSpan.Zero || options.CacheFor > TimeSpan.FromMinutes(5))
        {
            yield return $"{at}:CacheFor: write 0 to 5 minutes.";
        }
    }
}
