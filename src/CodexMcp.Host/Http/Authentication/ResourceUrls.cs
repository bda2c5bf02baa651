using CodexMcp.Host.Http.Transport;

namespace CodexMcp.Host.Http.Authentication;

/// <summary>The names under which this server and its roles are resources (RFC 8707): its public origin, <c>/mcp</c> and <c>/mcp/{role}</c>.</summary>
internal static class ResourceUrls
{
    private const int LongestRole = 63;

    /// <summary>The origin as it is written in front of a path.</summary>
    public static string Origin(Uri publicUrl) => publicUrl.GetLeftPart(UriPartial.Authority);

    /// <summary>The path itself when it has the form of one of ours; else the root of all roles, so that nothing a client wrote comes into a header.</summary>
    public static string Safe(string resourcePath) => IsRole(resourcePath) ? resourcePath : McpEndpoint.Root;

    /// <summary>Whether the path has the form <c>/mcp/{role}</c>. It says nothing about whether there is such a role.</summary>
    public static bool IsRole(string resourcePath)
    {
        if (!resourcePath.StartsWith(McpEndpoint.Root + "/", StringComparison.Ordinal))
        {
            return false;
        }

        var role = resourcePath.AsSpan(McpEndpoint.Root.Length + 1);
        return role.Length is > 0 and <= LongestRole && role[0] != '-' && !role.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-");
    }

    /// <summary>Whether an audience means the server or what the path names. A token for one role does not open another.</summary>
    public static bool Means(string audience, string origin, string resourcePath)
    {
        if (!audience.StartsWith(origin, StringComparison.Ordinal))
        {
            return false;
        }

        var path = audience.AsSpan(origin.Length);
        return path.Length == 0 || path.SequenceEqual("/") || path.SequenceEqual(McpEndpoint.Root) || path.SequenceEqual(resourcePath);
    }
}
