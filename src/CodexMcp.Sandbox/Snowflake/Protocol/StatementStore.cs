namespace CodexMcp.Sandbox.Snowflake;

/// <summary>The statements of the account: by handle, and by request for repeats. Results are kept for a time and in a bounded number.</summary>
internal sealed class StatementStore(TimeProvider time, SnowflakeSimulatorOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Statement> _byHandle = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Statement> _byRequest = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Statement> _order = new();

    private int _running;
    private long _cells;

    /// <summary>Statements that have not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>A statement has ended: its result now counts against what is kept.</summary>
    public void Ended(Statement statement)
    {
        Interlocked.Decrement(ref _running);
        lock (_lock)
        {
            if (_byHandle.ContainsKey(statement.Handle))
            {
                Count(statement);
            }
        }
    }

    private void Count(Statement statement)
    {
        statement.IsCounted = true;
        _cells += statement.Cells;
    }

    public void Add(Statement statement)
    {
        Interlocked.Increment(ref _running);
        lock (_lock)
        {
            _byHandle[statement.Handle] = statement;
            _byRequest[Key(statement.Session.User, statement.RequestId)] = statement;
            _order.AddLast(statement);
            Forget();
        }
    }

    /// <summary>A part of a multi-statement request: it has a handle and no request of its own.</summary>
    public void AddPart(Statement statement)
    {
        lock (_lock)
        {
            _byHandle[statement.Handle] = statement;
            _order.AddLast(statement);
            Count(statement);
        }
    }

    public Statement? FindRequest(string user, string requestId)
    {
        lock (_lock)
        {
            Forget();
            return _byRequest.GetValueOrDefault(Key(user, requestId));
        }
    }

    /// <summary>Another user's handle is answered like one that never was.</summary>
    public Statement? Find(string user, string handle)
    {
        lock (_lock)
        {
            Forget();
            return _byHandle.TryGetValue(handle, out var statement) && statement.Session.User == user ? statement : null;
        }
    }

    public IReadOnlyList<Statement> All()
    {
        lock (_lock)
        {
            return [.. _order];
        }
    }

    private static string Key(string user, string requestId) => $"{user}\n{requestId}";

    private void Forget()
    {
        var old = time.GetUtcNow() - options.ResultRetention;
        for (var node = _order.First; node is not null;)
        {
            // The list is in order of age: what follows is younger still.
            var full = _order.Count > options.MaxKeptStatements || _cells > options.MaxKeptCells;
            if (!full && node.Value.CreatedOn >= old)
            {
                return;
            }

            var next = node.Next;
            if (!node.Value.IsRunning && (node.Value.FinishedOn < old || (full && next is not null)))
            {
                _order.Remove(node);
                _cells -= node.Value.IsCounted ? node.Value.Cells : 0;
                _byHandle.Remove(node.Value.Handle);
                var key = Key(node.Value.Session.User, node.Value.RequestId);
                if (_byRequest.TryGetValue(key, out var latest) && latest == node.Value)
                {
                    _byRequest.Remove(key);
                }

                node.Value.Dispose();
            }

            node = next;
        }
    }
}
