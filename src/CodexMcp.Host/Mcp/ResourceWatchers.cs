namespace CodexMcp.Host.Mcp;

/// <summary>How many clients of a role watch which resource: the last one to go ends it at the system behind the resource.</summary>
internal sealed class ResourceWatchers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>Called when nobody watches a resource any more. It must not wait for anything.</summary>
    public Action<string>? Unwatch { get; set; }

    /// <summary>One more client watches it. Counted before the system is asked, so that another one's end does not end it in between.</summary>
    public void Enter(string uri)
    {
        lock (gate)
        {
            counts[uri] = counts.GetValueOrDefault(uri) + 1;
        }
    }

    /// <summary>One client less.</summary>
    public void Leave(string uri)
    {
        lock (gate)
        {
            if (counts.GetValueOrDefault(uri) is var count and > 1)
            {
                counts[uri] = count - 1;
            }
            else if (counts.Remove(uri))
            {
                Unwatch?.Invoke(uri);
            }
        }
    }
}
