namespace CodexMcp.Host.Mcp;

/// <summary>
/// Writes whole lines to the client, in the order they came. On an idle host a line is written by its sender, at once. While other work
/// waits for a thread, it is written behind that work, in one write with all lines that come meanwhile: a busy host wakes its client once
/// for many answers.
/// </summary>
/// <param name="output">Where the lines go; nothing else may write to it.</param>
/// <param name="answered">Told how many answers are out, or can't be delivered any more.</param>
/// <param name="failed">Told once that the client has gone.</param>
/// <param name="busy">Whether other work waits for a thread.</param>
internal sealed class LineWriter(Stream output, Action<int> answered, Action<Exception> failed, Func<bool>? busy = null) : IThreadPoolWorkItem
{
    /// <summary>What a pipe takes at once.</summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly object gate = new();
    private readonly Func<bool> busy = busy ?? (static () => ThreadPool.PendingWorkItemCount > 0);
    private List<Line> queue = [];
    private List<Line> batch = [];
    private byte[] chunk = [];
    private bool writing;
    private Exception? fault;

    /// <summary>Writes a line; the task ends when it is out.</summary>
    /// <exception cref="IOException">The client has gone.</exception>
    public Task WriteAsync(LineBuffer line)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(new(line, waiter));
        return waiter.Task;
    }

    /// <summary>Writes an answer. Nobody waits for it: how many are on their way is bounded by how many requests may be open.</summary>
    public void WriteAnswer(LineBuffer line) => Add(new(line, null));

    /// <summary>Writes what has been queued, behind other work.</summary>
    void IThreadPoolWorkItem.Execute() => WriteQueued();

    private void Add(Line line)
    {
        lock (gate)
        {
            queue.Add(line);
            if (writing)
            {
                return;
            }

            writing = true;
        }

        if (busy())
        {
            HandOver();
        }
        else
        {
            WriteQueued();
        }
    }

    private void WriteQueued()
    {
        lock (gate)
        {
            (queue, batch) = (batch, queue);
        }

        if (fault is null)
        {
            Try();
        }

        Finish();
        lock (gate)
        {
            if (queue.Count == 0)
            {
                writing = false;
                return;
            }
        }

        HandOver();
    }

    private void Try()
    {
        try
        {
            WriteBatch();
            output.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            fault = exception;
            failed(exception);
        }
    }

    // Synchronous writes: a pipe takes them at once, and a thread switch would cost more than the write.
    private void WriteBatch()
    {
        if (batch.Count == 1)
        {
            output.Write(batch[0].Bytes.Written.Span);
            return;
        }

        if (chunk.Length == 0)
        {
            chunk = new byte[ChunkBytes];
        }

        var used = 0;
        foreach (var line in batch)
        {
            var bytes = line.Bytes.Written.Span;
            if (bytes.Length > chunk.Length - used)
            {
                output.Write(chunk.AsSpan(0, used));
                used = 0;
            }

            if (bytes.Length > chunk.Length)
            {
                output.Write(bytes);
            }
            else
            {
                bytes.CopyTo(chunk.AsSpan(used));
                used += bytes.Length;
            }
        }

        output.Write(chunk.AsSpan(0, used));
    }

    private void Finish()
    {
        var answers = 0;
        foreach (var line in batch)
        {
            if (line.Waiter is null)
            {
                answers++;
            }
            else if (fault is null)
            {
                line.Waiter.SetResult();
            }
            else
            {
                line.Waiter.SetException(new IOException("The client has gone.", fault));
            }

            line.Bytes.Return();
        }

        batch.Clear();
        if (answers > 0)
        {
            answered(answers);
        }
    }

    // Into the queue of all threads, which is served in order: behind the calls that wait already, whose answers join the batch.
    private void HandOver() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private readonly record struct Line(LineBuffer Bytes, TaskCompletionSource? Waiter);
}
