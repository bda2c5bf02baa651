namespace CodexMcp.Host.Http.Transport.Streams;

/// <summary>
/// What goes to a client over one SSE stream. Whoever sends never waits for whoever reads: a reader that is too far behind is cut
/// off. A stream with a name keeps what it has sent, so that a client that lost its connection can ask for the rest.
/// </summary>
/// <param name="name">The name that its event ids begin with; null for a stream that is not kept.</param>
/// <param name="maxBytes">The most bytes that are kept or wait.</param>
/// <param name="budget">The bytes that all streams may keep together.</param>
internal sealed class EventStream(string? name, int maxBytes, ReplayBudget budget)
{
    private readonly Lock gate = new();
    private readonly List<byte[]> events = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int first = 1;
    private int sent;
    private int bytes;
    private int reader;
    private bool holed;

    /// <summary>The name, or null.</summary>
    public string? Name => name;

    /// <summary>Whether nothing more will come.</summary>
    public bool Completed { get; private set; }

    /// <summary>Whether a reader was too slow, or the stream was ended without its answer.</summary>
    public bool Broken { get; private set; }

    /// <summary>Adds a message. An answer is always taken; anything else breaks the stream when its reader is too far behind.</summary>
    public void Append(byte[] message, bool isAnswer = false)
    {
        lock (gate)
        {
            if (Completed)
            {
                return;
            }

            events.Add(message);
            bytes += message.Length;
            if (name is not null && !holed && !budget.TryTake(message.Length))
            {
                holed = true;
                budget.Give(bytes - message.Length);
            }

            Trim();
            if (bytes > maxBytes && !isAnswer)
            {
                Broken = true;
            }

            Completed |= isAnswer || Broken;
            Pulse();
        }
    }

    /// <summary>Ends the stream; what has been added is still sent.</summary>
    public void Complete()
    {
        lock (gate)
        {
            Completed = true;
            Pulse();
        }
    }

    /// <summary>Wakes the reader, so that it looks at the time.</summary>
    public void Wake()
    {
        lock (gate)
        {
            Pulse();
        }
    }

    /// <summary>A reader comes, for what follows an event; it takes the place of the one before. Zero begins at the first event.</summary>
    /// <returns>The reader's number, or null when the events after that one are not kept any more.</returns>
    public int? Attach(int after)
    {
        lock (gate)
        {
            if (after < first - 1 || after > first - 1 + events.Count || holed)
            {
                return null;
            }

            sent = after;
            Pulse();
            return ++reader;
        }
    }

    /// <summary>Gives the events that come next, or what to wait for when there is none yet.</summary>
    public Batch Take(int number)
    {
        lock (gate)
        {
            if (number != reader || Broken)
            {
                return new([], 0, End: true, Task.CompletedTask);
            }

            var from = sent + 1;
            var start = Math.Max(from - first, 0);
            byte[][] next = start < events.Count ? [.. events[start..]] : [];
            sent = first - 1 + events.Count;
            Trim();
            return new(next, from, End: next.Length == 0 && Completed, changed.Task);
        }
    }

    /// <summary>Forgets everything: nobody can ask for it any more.</summary>
    public void Drop()
    {
        lock (gate)
        {
            Completed = true;
            Release(events.Count);
            Pulse();
        }
    }

    /// <summary>Lets go of events that were sent: all when the stream is not kept, else the oldest beyond the cap.</summary>
    private void Trim()
    {
        var gone = 0;
        for (var left = bytes; gone < events.Count && first + gone <= sent && (name is null || left > maxBytes || holed); gone++)
        {
            left -= events[gone].Length;
        }

        Release(gone);
    }

    private void Release(int count)
    {
        var freed = 0;
        for (var i = 0; i < count; i++)
        {
            freed += events[i].Length;
        }

        events.RemoveRange(0, count);
        first += count;
        bytes -= freed;
        if (name is not null && !holed)
        {
            budget.Give(freed);
        }
    }

    private void Pulse()
    {
        var before = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }

    /// <summary>What a reader sends next.</summary>
    /// <param name="Events">The messages.</param>
    /// <param name="First">The number of the first one.</param>
    /// <param name="End">Whether the reader is done.</param>
    /// <param name="Changed">Ends when there is more.</param>
    internal readonly record struct Batch(byte[][] Events, int First, bool End, Task Changed);
}
