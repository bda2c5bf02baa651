using CodexMcp.Core.Configuration;

namespace CodexMcp.Host.Codex;

/// <summary>The address of a role on a host that serves over HTTP.</summary>
internal static class RoleAddress
{
    /// <summary>Gives <c>/mcp/{role}</c> below the host's address; the address of the role itself is fine too.</summary>
    /// <exception cref="HostException">It is no such address, or would send the key in the clear.</exception>
    public static Uri Of(string url, string role)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !(uri.Scheme is "http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new HostException(ExitCodes.Usage, $"'{ShownText.Escape(url)}' is no address of a host.", "Give the one that 'codex-mcp serve' prints, such as http://127.0.0.1:5100.");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw new HostException(ExitCodes.Usage, "Over http:// the key would cross the network in the clear.", "Give the host's https:// address.");
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path == $"/mcp/{role}")
        {
            return new(uri, path);
        }

        return path.Length == 0
            ? new(uri, $"/mcp/{role}")
            : throw new HostException(ExitCodes.Usage, $"The address's path is not /mcp/{role}.", "Give the host's address without a path.");
    }
}
