using CodexMcp.Host.Http.Transport.Streams;
using ModelContextProtocol.Protocol;

namespace CodexMcp.Host.Http.Transport.Sessions;

/// <summary>
/// What is known of one older client between its requests. All that can't be rebuilt from the sealed id is made when it is first
/// needed, so that a resting session is a few hundred bytes.
/// </summary>
internal sealed class LegacySession(string id, SessionFacts facts)
{
    private readonly Lock gate = new();
    private Dictionary<RequestId, Exchange>? open;
    private Dictionary<long, TaskCompletionSource<JsonRpcMessage>>? questions;
    private ReplayStore? replay;
    private EventStream? listening;
    private long lastQuestion;
    private int busy;
    private bool isHeard;

    /// <summary>The id that the client sends.</summary>
    public string Id => id;

    /// <summary>What was agreed at the beginning.</summary>
    public SessionFacts Facts => facts;

#pragma warning disable MCP9005 // Older clients still set a level for log notices.
    /// <summary>The least severe log notice that the client wants, or null for none.</summary>
    public LoggingLevel? LogLevel { get; set; }
#pragma warning restore MCP9005

    /// <summary>The resources that the client wants to hear of.</summary>
    public Mcp.WatchedResources Watched { get; } = new();

    /// <summary>When it was last used, as a timestamp of the clock.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether something of it is under way.</summary>
    public bool Busy
    {
        get
        {
            lock (gate)
            {
                return busy > 0 || isHeard;
            }
        }
    }

    /// <summary>Opens a request; gives why it can't be, or null.</summary>
    public string? Open(RequestId request, Exchange exchange)
    {
        lock (gate)
        {
            if (Ended)
            {
                return "The session has ended. Begin a new one with initialize.";
            }

            if (!(open ??= []).TryAdd(request, exchange))
            {
                return "A request with this id is still open. Give every request its own id.";
            }

            busy++;
            return null;
        }
    }

    /// <summary>A request has ended.</summary>
    public void Close(RequestId request)
    {
        lock (gate)
        {
            busy--;
            open!.Remove(request);
            if (open.Count == 0)
            {
                open = null;
            }
        }
    }

    /// <summary>The client takes a request back.</summary>
    public void Cancel(RequestId request)
    {
        Exchange? exchange;
        lock (gate)
        {
            exchange = open?.GetValueOrDefault(request);
        }

        exchange?.Cancel();
    }

    /// <summary>A question to the client begins; its number is the id of the request.</summary>
    public long Ask(TaskCompletionSource<JsonRpcMessage> answer)
    {
        lock (gate)
        {
            (questions ??= []).Add(++lastQuestion, answer);
            return lastQuestion;
        }
    }

    /// <summary>A question is over.</summary>
    public void Forget(long question)
    {
        lock (gate)
        {
            questions?.Remove(question);
        }
    }

    /// <summary>The client answers a question. An answer to a question that this session did not ask goes nowhere.</summary>
    public void Answer(JsonRpcMessageWithId message)
    {
        TaskCompletionSource<JsonRpcMessage>? waiting = null;
        lock (gate)
        {
            if (message.Id.Id is long question && questions?.Remove(question, out waiting) != true)
            {
                return;
            }
        }

        waiting?.TrySetResult(message);
    }

    /// <summary>Makes a stream that the client may come back for.</summary>
    public EventStream NewStream(HttpTransportOptions options, ReplayBudget budget, long now)
    {
        lock (gate)
        {
            replay ??= new();
        }

        return replay.Create(options, budget, now);
    }

    /// <summary>Finds the stream of an event id, and the event's number.</summary>
    public EventStream? FindStream(string eventId, out int number)
    {
        number = 0;
        return replay?.Find(eventId, out number);
    }

    /// <summary>The client listens for what is not the answer to a request; false when it does already.</summary>
    public bool Listen(EventStream stream)
    {
        lock (gate)
        {
            if (isHeard || Ended)
            {
                return false;
            }

            if (!ReferenceEquals(listening, stream))
            {
                listening?.Complete();
                listening = stream;
            }

            return isHeard = true;
        }
    }

    /// <summary>Whether this is the stream that the client listens on, or did before it lost its connection.</summary>
    public bool IsListening(EventStream stream) => ReferenceEquals(Volatile.Read(ref listening), stream);

    /// <summary>The client's connection has ended; it may come back for the stream.</summary>
    public void StopListening()
    {
        lock (gate)
        {
            isHeard = false;
        }
    }

    /// <summary>Sends something that belongs to no request; nobody hears it when the client does not listen.</summary>
    public void Tell(byte[] message) => Volatile.Read(ref listening)?.Append(message);

    /// <summary>Drops streams that were kept long enough.</summary>
    public void Expire(Func<long, bool> isOld) => replay?.Expire(isOld);

    /// <summary>Ends the session and all that is under way in it.</summary>
    public void End()
    {
        Exchange[] exchanges;
        TaskCompletionSource<JsonRpcMessage>[] waiting;
        lock (gate)
        {
            Ended = true;
            exchanges = open is null ? [] : [.. open.Values];
            waiting = questions is null ? [] : [.. questions.Values];
            questions = null;
        }

        foreach (var exchange in exchanges)
        {
            exchange.Cancel();
        }

        foreach (var question in waiting)
        {
            question.TrySetCanceled();
        }

        Watched.End();
        listening?.Complete();
        replay?.Clear();
    }
}
