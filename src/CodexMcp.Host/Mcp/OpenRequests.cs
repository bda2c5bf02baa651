using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// The requests that wait for an answer, in both directions. It makes a flood wait (reading stops while too many run) and tells
/// when the end of input may be passed on.
/// </summary>
internal sealed class OpenRequests(int limit, int hardLimit)
{
    private readonly object gate = new();
    private readonly HashSet<RequestId> ours = [];
    private readonly HashSet<RequestId> theirs = [];
    private int writing;
    private int answered;
    private bool closed;

    /// <summary>
    /// Opens a request of the client; blocks while as many run as may. A call that waits for a person does not count: the person's
    /// answer has to be read.
    /// </summary>
    /// <returns>Null, or why the request can't be opened.</returns>
    public string? Open(RequestId id)
    {
        lock (gate)
        {
            while (!closed && theirs.Count + writing - ours.Count >= limit && theirs.Count < hardLimit)
            {
                Monitor.Wait(gate);
            }

            return theirs.Count >= hardLimit ? $"Too many requests are open ({hardLimit}). Wait for answers before you send more."
                : !theirs.Add(id) ? "A request with this id is still open. Give every request its own id."
                : null;
        }
    }

    /// <summary>A request of the client was taken back: it will not be answered.</summary>
    public void Close(RequestId id) => Change(theirs, id, add: false);

    /// <summary>An answer is about to be written. A client that has read it may use the id again before we know.</summary>
    public void BeginAnswer(RequestId id)
    {
        lock (gate)
        {
            writing++;
            theirs.Remove(id);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Answers were written, or could not be.</summary>
    public void EndAnswers(int count)
    {
        lock (gate)
        {
            writing -= count;
            answered += count;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The host asks the client something.</summary>
    public void Ask(RequestId id) => Change(ours, id, add: true);

    /// <summary>The client answered.</summary>
    public void Answered(RequestId id) => Change(ours, id, add: false);

    /// <summary>Ends all waiting.</summary>
    public void Stop()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>
    /// Waits after the end of input until nothing is open that can still be answered: a question to the client no longer can.
    /// </summary>
    /// <param name="patience">The longest wait for the next answer: a client that closes its end and waits for ours kills us after some seconds.</param>
    /// <param name="alive">Asked every 100 ms: false when nobody reads the answers any more.</param>
    public void Drain(TimeSpan patience, Func<bool> alive)
    {
        var tick = TimeSpan.FromMilliseconds(100);
        lock (gate)
        {
            for (var waited = TimeSpan.Zero; !closed && (theirs.Count > ours.Count || writing > 0) && waited < patience; waited += tick)
            {
                if (!alive())
                {
                    return;
                }

                var before = answered;
                Monitor.Wait(gate, tick);
                waited = answered == before ? waited : TimeSpan.Zero;
            }
        }
    }

    private void Change(HashSet<RequestId> set, RequestId id, bool add)
    {
        lock (gate)
        {
            _ = add ? set.Add(id) : set.Remove(id);
            Monitor.PulseAll(gate);
        }
    }
}
