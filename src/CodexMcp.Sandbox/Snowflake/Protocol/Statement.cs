namespace CodexMcp.Sandbox.Snowflake;

/// <summary>One submitted statement, running or finished.</summary>
internal sealed class Statement : IDisposable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Handle { get; init; }

    public required string RequestId { get; init; }

    public required SessionContext Session { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Cancelled by the client or by the statement's timeout.</summary>
    public required CancellationTokenSource Cancellation { get; init; }

    public DateTimeOffset? FinishedOn { get; private set; }

    public StatementResult? Result { get; private set; }

    /// <summary>The size of the result, for the bound on what is kept.</summary>
    public long Cells => Result is { } result ? (long)result.Rows.Count * result.Columns.Count : 0;

    /// <summary>Whether the store has counted <see cref="Cells"/>. Guarded by the store's lock.</summary>
    public bool IsCounted { get; set; }

    public SnowflakeException? Error { get; private set; }

    /// <summary>Handles of a multi-statement request's parts.</summary>
    public IReadOnlyList<string>? Children { get; private set; }

    /// <summary>Set when a client, not the clock, cancelled.</summary>
    public bool CancelledByClient { get; set; }

    public long TimeoutSeconds { get; init; }

    public bool TimedOut { get; private set; }

    public Task Done => _done.Task;

    public bool IsRunning => !_done.Task.IsCompleted;

    public void Succeed(StatementResult result, DateTimeOffset now, IReadOnlyList<string>? children = null)
    {
        (Result, FinishedOn, Children) = (result, now, children);
        _done.TrySetResult();
    }

    public void Fail(SnowflakeException error, DateTimeOffset now, bool timedOut = false)
    {
        (Error, FinishedOn, TimedOut) = (error, now, timedOut);
        _done.TrySetResult();
    }

    public void Dispose() => Cancellation.Dispose();
}
