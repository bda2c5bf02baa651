namespace CodexMcp.Core.Audit;

/// <summary>
/// Shares one fsync among all who wait for one, outside the lock of the queue so that others can write meanwhile. While more keep coming
/// it lets them in first, at most a few times; a single waiter on an idle host gets its fsync at once.
/// </summary>
internal sealed class AuditGroupCommit(AuditChain chain) : IThreadPoolWorkItem
{
    private const int MaxPatience = 3;
    private readonly Lock _gate = new();
    private List<AuditSlot> _waiting = [];
    private List<AuditSlot> _syncing = [];
    private bool _running;
    private int _seen;
    private int _patience;
    private TaskCompletionSource? _stopped;

    /// <summary>Lets a written slot wait for the next fsync; its task ends after it.</summary>
    public void Add(AuditSlot slot)
    {
        lock (_gate)
        {
            _waiting.Add(slot);
            if (_running)
            {
                return;
            }
            _running = true;
        }
        // Never on the caller's thread: one that starts many appends in a row would wait for the disk between each two.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends when nobody waits any more.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            if (!_running)
            {
                return Task.CompletedTask;
            }
            _stopped ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _stopped.Task;
        }
    }

    /// <inheritdoc />
    public void Execute()
    {
        if (LetMoreIn())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }
        lock (_gate)
        {
            (_waiting, _syncing) = (_syncing, _waiting);
        }
        var failure = chain.Sync();
        foreach (var slot in _syncing)
        {
            if (failure is not null || chain.Failed(slot.Generation))
            {
                slot.Error = new AuditUnavailableException(failure?.Message ?? "The audit trail's disk failed while the entry was written.", failure);
            }
            slot.Complete();
        }
        _syncing.Clear();
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                _stopped?.TrySetResult();
                return;
            }
        }
        // Behind the continuations just released: they are likely to bring the next entries, which then share the next fsync.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool LetMoreIn()
    {
        int count;
        lock (_gate)
        {
            count = _waiting.Count;
        }
        var more = count > _seen && _patience < MaxPatience && ThreadPool.PendingWorkItemCount > 0;
        (_seen, _patience) = more ? (count, _patience + 1) : (0, 0);
        return more;
    }
}
