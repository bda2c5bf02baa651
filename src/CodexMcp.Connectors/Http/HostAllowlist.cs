namespace CodexMcp.Connectors.Http;

/// <summary>The hosts that a connector may call: those that its manifest declares, and nothing else.</summary>
public sealed class HostAllowlist
{
    private readonly string[] exact;
    private readonly string[] suffixes;
    private readonly bool loopback;

    /// <summary>Creates the list.</summary>
    /// <param name="hosts">Host names; <c>*.example.com</c> stands for every name below <c>example.com</c>, at any depth, but not for it.</param>
    /// <param name="loopback">Whether plain HTTP to the machine itself is allowed too: in the sandbox only.</param>
    public HostAllowlist(IEnumerable<string> hosts, bool loopback)
    {
        var all = hosts.Select(static host => host.ToLowerInvariant()).ToArray();
        exact = [.. all.Where(static host => !host.StartsWith("*.", StringComparison.Ordinal))];
        suffixes = [.. all.Where(static host => host.StartsWith("*.", StringComparison.Ordinal) && host.Length > 2).Select(static host => host[1..])];
        this.loopback = loopback;
    }

    /// <summary>Says why an address may not be called; null when it may.</summary>
    public string? Check(Uri? address)
    {
        if (address is null || !address.IsAbsoluteUri)
        {
            return "the request has no absolute address";
        }

        if (address.UserInfo.Length > 0)
        {
            return "its address holds a user name";
        }

        if (loopback && address.IsLoopback && address.Scheme is "http" or "https")
        {
            return null;
        }

        if (address.Scheme != Uri.UriSchemeHttps || address.Port != 443)
        {
            return "only https on port 443 is allowed";
        }

        var host = address.IdnHost.ToLowerInvariant();
        if (address.HostNameType == UriHostNameType.Dns)
        {
            foreach (var name in exact)
            {
                if (host == name)
                {
                    return null;
                }
            }

            foreach (var suffix in suffixes)
            {
                if (host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.Ordinal))
                {
                    return null;
                }
            }
        }

        return "its host is not one that the connector's manifest declares";
    }
}
