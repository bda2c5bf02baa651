using System.Collections.Concurrent;

namespace CodexMcp.Core.Audit;

/// <summary>
/// The audit trail of this process: a chain of its own in a folder that it shares with others. An append of a process with nothing else to
/// do is written by its caller at once; while other work waits, appends gather behind it and share one write. Nothing touches the disk
/// before the first entry.
/// </summary>
public sealed class AuditLog : IAuditLog, IAsyncDisposable, IThreadPoolWorkItem
{
    private const int MaxPooled = 256;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<AuditSlot> _pool = new();
    private readonly Action<AuditSlot> _free;
    private readonly AuditLogOptions _options;
    private readonly IAuditDisk _disk;
    private readonly TimeProvider _clock;
    private readonly AuditChain _chain;
    private readonly AuditGroupCommit _commit;
    private readonly List<AuditSlot> _single = new(1);
    private List<AuditSlot> _queue = [];
    private List<AuditSlot>? _spare;
    private bool _leading;
    private bool _closing;
    private TaskCompletionSource? _idle;
    private Task<AuditRecoveryReport>? _recovery;

    /// <summary>Makes the log; nothing is opened yet.</summary>
    public AuditLog(AuditLogOptions options, TimeProvider clock)
        : this(options, clock, new AuditDisk(options?.Folder!))
    {
    }

    internal AuditLog(AuditLogOptions options, TimeProvider clock, IAuditDisk disk)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRecordBytes, 4 * 1024, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRecordBytes, 1024 * 1024, nameof(options));
        _options = options;
        _disk = disk;
        _clock = clock;
        _chain = new AuditChain(disk, options, clock);
        _commit = new AuditGroupCommit(_chain);
        _free = Free;
    }

    /// <inheritdoc />
    public ValueTask AppendAsync(AuditEntry entry, bool durable)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Event == AuditEvents.Intent && _recovery is not { IsCompletedSuccessfully: true })
        {
            return AppendAfterRecoveryAsync(entry, durable);
        }
        return Append(entry, durable);
    }

    /// <summary>
    /// Looks for chains whose process died, and records their end and their writes without outcome, once. To be run in the background after
    /// the start; an intent to write waits for it, and starts it when nobody has. A run that failed is repeated by the next call.
    /// </summary>
    /// <exception cref="AuditUnavailableException">The trail can't be read or written.</exception>
    public Task<AuditRecoveryReport> RecoverAsync()
    {
        lock (_gate)
        {
            if (_recovery is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _recovery = Task.Run(() => GuardAsync(new AuditRecovery(_disk, Append).RunAsync));
            }
            return _recovery;
        }
    }

    /// <summary>
    /// Removes whole chains whose last record is older than <paramref name="days"/> (at least 1), and leaves a record of what each ended with.
    /// Chains that are alive, unfinished or broken stay. Reads the whole trail: for the background.
    /// </summary>
    /// <returns>The names of the chains removed.</returns>
    /// <exception cref="AuditUnavailableException">The trail can't be read or written.</exception>
    public Task<IReadOnlyList<string>> ApplyRetentionAsync(int days) =>
        Task.Run(() => GuardAsync(() => new AuditRetention(_disk, _clock, Append).ApplyAsync(days)));

    /// <summary>Ends the chain in good order; later entries are refused.</summary>
    /// <exception cref="AuditUnavailableException">The end could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_recovery is { } recovery)
        {
            // Half a recovery would be repeated by the next process; its fault is told by RecoverAsync.
            await recovery.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
        Task? idle = null;
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }
            _closing = true;
            if (_leading)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                idle = _idle.Task;
            }
        }
        if (idle is not null)
        {
            await idle.ConfigureAwait(false);
        }
        await _commit.StopAsync().ConfigureAwait(false);
        _chain.Close();
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException(
                $"The audit trail in '{_options.Folder}' can't be read: {e.Message} Restore the folder and its rights, then repeat the call.", e);
        }
    }

    private async ValueTask AppendAfterRecoveryAsync(AuditEntry entry, bool durable)
    {
        await RecoverAsync().ConfigureAwait(false);
        await Append(entry, durable).ConfigureAwait(false);
    }

    private ValueTask Append(AuditEntry entry, bool durable)
    {
        var slot = _pool.TryDequeue(out var pooled) ? pooled : new AuditSlot(_free);
        slot.Begin(durable);
        slot.Record.Render(entry, _options.MaxRecordBytes);

        // What waits is likely to end in appends too: behind it, one write serves them all.
        var defer = ThreadPool.PendingWorkItemCount > 0;
        lock (_gate)
        {
            if (_closing)
            {
                throw new AuditUnavailableException("The audit trail is closed: the host is stopping. Start it again, then repeat the call.");
            }
            if (_leading)
            {
                _queue.Add(slot);
                return slot.Task;
            }
            _leading = true;
            if (defer)
            {
                _queue.Add(slot);
            }
        }
        if (defer)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return slot.Task;
        }
        _single.Add(slot);
        _chain.Write(_single);
        _single.Clear();
        var result = default(ValueTask);
        if (slot.Error is not null)
        {
            slot.Complete();
            result = slot.Task;
        }
        else if (durable)
        {
            result = slot.Task;
            _commit.Add(slot);
        }
        else
        {
            slot.Reset();
        }
        PassOn();
        return result;
    }

    /// <summary>Writes what has gathered; what comes meanwhile gathers for the next turn, behind the work that brought it.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        List<AuditSlot> batch;
        lock (_gate)
        {
            batch = _queue;
            _queue = _spare ?? [];
            _spare = null;
        }
        _chain.Write(batch);
        var done = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var slot = batch[i];
            if (slot.Durable && slot.Error is null)
            {
                _commit.Add(slot); // from here on the slot may be another entry's
            }
            else
            {
                batch[done++] = slot;
            }
        }
        PassOn();

        // The next turn may be under way already: who waited for this one goes on meanwhile.
        for (var i = 0; i < done; i++)
        {
            batch[i].Complete();
        }
        batch.Clear();
        lock (_gate)
        {
            _spare = batch;
        }
    }

    /// <summary>Lets go of the chain, or has it written on when others have queued meanwhile.</summary>
    private void PassOn()
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                _leading = false;
                _idle?.TrySetResult();
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Free(AuditSlot slot)
    {
        if (_pool.Count < MaxPooled)
        {
            _pool.Enqueue(slot);
        }
    }
}
