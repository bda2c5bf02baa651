using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Gives what the client behind a server watches.</summary>
internal delegate WatchedResources WatchedBy(McpServer server);

/// <summary>The resources that one older client wants to hear of when they may have changed.</summary>
internal sealed class WatchedResources
{
    /// <summary>The most of one client.</summary>
    public const int Most = 256;

    private readonly HashSet<string> uris = new(StringComparer.Ordinal);

    /// <summary>All of them now.</summary>
    public string[] All
    {
        get
        {
            lock (uris)
            {
                return [.. uris];
            }
        }
    }

    /// <summary>Watches one; false when there are too many.</summary>
    public bool Add(string uri)
    {
        lock (uris)
        {
            return uris.Contains(uri) || (uris.Count < Most && uris.Add(uri));
        }
    }

    /// <summary>Watches it no more.</summary>
    public void Remove(string uri)
    {
        lock (uris)
        {
            uris.Remove(uri);
        }
    }
}
