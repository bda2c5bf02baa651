using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>Brings a result into its protocol era.</summary>
internal static class ResultStamp
{
    /// <summary>Adds what 2026-07-28 wants on every result, and takes away what older clients don't know.</summary>
    public static T Stamp<T>(T result, bool modern)
        where T : Result
    {
        if (modern)
        {
            result.ResultType ??= "complete";
            (result.Meta ??= [])["io.modelcontextprotocol/serverInfo"] =
                JsonSerializer.SerializeToNode(McpAdapter.Identity, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Implementation)));
        }

        if (result is ICacheableResult cacheable)
        {
            cacheable.TimeToLive = modern ? cacheable.TimeToLive ?? TimeSpan.Zero : null;
            cacheable.CacheScope = modern ? cacheable.CacheScope ?? CacheScope.Private : null;
        }

        return result;
    }
}
