using System.Collections.Concurrent;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>The requests under way in one session, on whichever of its connections: their numbers, and whom the server's words are for.</summary>
internal sealed class CallsInFlight
{
    private readonly ConcurrentDictionary<long, CallSink> open = new();
    private long last;

    /// <summary>How many calls are under way; requests of our own don't count.</summary>
    public int Count => open.Count;

    /// <summary>The only call under way, or null: with several, words that don't say whose they are would be told to a stranger.</summary>
    public CallSink? Only
    {
        get
        {
            CallSink? only = null;
            foreach (var (_, sink) in open)
            {
                if (only is not null)
                {
                    return null;
                }

                only = sink;
            }

            return only;
        }
    }

    /// <summary>A request begins; gives its number, which no other of the session has.</summary>
    public long Enter(CallSink? sink)
    {
        var id = Interlocked.Increment(ref last);
        if (sink is not null)
        {
            open[id] = sink;
        }

        return id;
    }

    /// <summary>It is over.</summary>
    public void Leave(long id) => open.TryRemove(id, out _);

    /// <summary>Gives the call of a number, or null.</summary>
    public CallSink? Find(long id) => open.GetValueOrDefault(id);
}
