using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Gives what the client behind a server watches.</summary>
internal delegate WatchedResources WatchedBy(McpServer server);

/// <summary>The resources that one client wants to hear of when they may have changed.</summary>
internal sealed class WatchedResources
{
    /// <summary>The most of one client.</summary>
    public const int Most = 256;

    private readonly HashSet<string> uris = new(StringComparer.Ordinal);
    private ResourceWatchers? counts;
    private bool ended;

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

    /// <summary>Whether it is watched.</summary>
    public bool Has(string uri)
    {
        lock (uris)
        {
            return uris.Contains(uri);
        }
    }

    /// <summary>Watches one; true when it was not watched before, null when there are too many, or the client has gone.</summary>
    public bool? Add(string uri, ResourceWatchers watchers)
    {
        lock (uris)
        {
            if (uris.Contains(uri))
            {
                return false;
            }

            if (ended || uris.Count >= Most)
            {
                return null;
            }

            uris.Add(uri);
            counts = watchers;
            watchers.Enter(uri);
            return true;
        }
    }

    /// <summary>Watches it no more.</summary>
    public void Remove(string uri)
    {
        lock (uris)
        {
            if (uris.Remove(uri))
            {
                counts!.Leave(uri);
            }
        }
    }

    /// <summary>The client has gone, and watches nothing from now on.</summary>
    public void End()
    {
        lock (uris)
        {
            ended = true;
            foreach (var uri in uris)
            {
                counts!.Leave(uri);
            }

            uris.Clear();
        }
    }
}
