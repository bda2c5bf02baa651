using System.Globalization;

namespace CodexMcp.Host.Http.Transport.Streams;

/// <summary>The streams of one session that a client may come back for. Made when the session has its first one.</summary>
internal sealed class ReplayStore
{
    private const int MaxStreams = 64;

    private readonly Lock gate = new();
    private readonly List<Kept> streams = [];

    // Another replica numbers its streams from one too: the salt keeps an id of there from meaning a stream of here.
    private readonly string salt = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
    private int last;

    /// <summary>Makes a stream; the oldest finished one goes when there are too many.</summary>
    public EventStream Create(HttpTransportOptions options, ReplayBudget budget, long now)
    {
        lock (gate)
        {
            if (streams.Count >= MaxStreams)
            {
                var oldest = streams.FindIndex(kept => kept.Stream.Completed);
                if (oldest >= 0)
                {
                    streams[oldest].Stream.Drop();
                    streams.RemoveAt(oldest);
                }
            }

            var stream = new EventStream($"{salt}-{++last}", options.MaxStreamBytes, budget);
            streams.Add(new(stream, now));
            return stream;
        }
    }

    /// <summary>Finds the stream that an event id belongs to, and the event's number.</summary>
    public EventStream? Find(string eventId, out int number)
    {
        number = 0;
        var dash = eventId.LastIndexOf('-');
        if (dash <= 0 || !int.TryParse(eventId.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return null;
        }

        var name = eventId[..dash];
        lock (gate)
        {
            return streams.Find(kept => string.Equals(kept.Stream.Name, name, StringComparison.Ordinal))?.Stream;
        }
    }

    /// <summary>Drops finished streams that are older than allowed.</summary>
    public void Expire(Func<long, bool> isOld)
    {
        lock (gate)
        {
            streams.RemoveAll(kept =>
            {
                if (!kept.Stream.Completed || !isOld(kept.Made))
                {
                    return false;
                }

                kept.Stream.Drop();
                return true;
            });
        }
    }

    /// <summary>Ends and drops all streams.</summary>
    public void Clear()
    {
        lock (gate)
        {
            streams.ForEach(kept => kept.Stream.Drop());
            streams.Clear();
        }
    }

    private sealed record Kept(EventStream Stream, long Made);
}
