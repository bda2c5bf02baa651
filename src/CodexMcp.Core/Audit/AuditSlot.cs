using System.Threading.Tasks.Sources;

namespace CodexMcp.Core.Audit;

/// <summary>An entry on its way to the disk: its rendered record, and the task of whoever waits for it. Pooled.</summary>
internal sealed class AuditSlot(Action<AuditSlot> free) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    /// <summary>The record's members.</summary>
    public AuditRecordWriter Record { get; } = new();

    /// <summary>Whether the waiter wants an fsync too.</summary>
    public bool Durable { get; private set; }

    /// <summary>Which opened file holds the record; files are counted from the process's start.</summary>
    public int Generation { get; set; }

    /// <summary>Why the record could not be kept, or null.</summary>
    public Exception? Error { get; set; }

    /// <summary>The task; to be awaited once.</summary>
    public ValueTask Task => new(this, _core.Version);

    /// <summary>Starts an append. What follows a durable one is the work itself, so each waiter goes on by itself; what follows another is an answer on its way out.</summary>
    public void Begin(bool durable)
    {
        Durable = durable;
        _core.RunContinuationsAsynchronously = durable;
    }

    /// <summary>Ends the task.</summary>
    public void Complete()
    {
        if (Error is null)
        {
            _core.SetResult(true);
        }
        else
        {
            _core.SetException(Error);
        }
    }

    /// <inheritdoc />
    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Makes the slot free for the next entry.</summary>
    public void Reset()
    {
        _core.Reset();
        Error = null;
        Record.Trim();
        free(this);
    }

    /// <inheritdoc />
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc />
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
