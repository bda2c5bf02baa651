using System.Text;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>One submitted statement, waiting, running or ended.</summary>
internal sealed class SparkStatement(string id, StatementRequest request, DateTimeOffset created) : IDisposable
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public StatementRequest Request => request;

    public DateTimeOffset Created => created;

    public CancellationTokenSource Cancellation { get; } = new();

    public Task Done => done.Task;

    /// <summary>PENDING, RUNNING, SUCCEEDED, FAILED or CANCELED.</summary>
    public string State { get; private set; } = "PENDING";

    public SparkResult? Result { get; private set; }

    public SparkError? Error { get; private set; }

    /// <summary>Whether a limit of the request cut the rows.</summary>
    public bool Truncated { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public bool IsRunning => !done.Task.IsCompleted;

    /// <summary>Runs the statement to its end. Never throws: every outcome is filed.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="warehouse">Ends when the warehouse has started.</param>
    /// <param name="options">The simulator's.</param>
    /// <param name="time">The simulator's clock.</param>
    public async Task RunAsync(SparkEngine engine, Task warehouse, DatabricksSimulatorOptions options, TimeProvider time)
    {
        try
        {
            await warehouse.ConfigureAwait(false);
            State = "RUNNING";
            if (options.StatementTime > TimeSpan.Zero)
            {
                await Task.Delay(options.StatementTime, time, Cancellation.Token).ConfigureAwait(false);
            }

            var session = new SparkSession(request.Catalog, request.Schema, time.GetUtcNow(), request.Parameters);
            Result = Limit(await engine.RunAsync(request.Statement, session, Cancellation.Token).ConfigureAwait(false), options.MaxInlineBytes);
            State = "SUCCEEDED";
        }
        catch (OperationCanceledException)
        {
            State = "CANCELED";
        }
        catch (SparkError error)
        {
            (Error, State) = (error, "FAILED");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A fault of the simulator is answered as the vendor answers one of its own, without details.
            (Error, State) = (new SparkError("INTERNAL_ERROR", "The statement failed inside.", "XX000", "INTERNAL_ERROR"), "FAILED");
        }
        finally
        {
            Ended = time.GetUtcNow();
            done.TrySetResult();
        }
    }

    public void Dispose() => Cancellation.Dispose();

    private SparkResult Limit(SparkResult result, long maxInline)
    {
        var rows = new List<string?[]>(result.Rows.Count);
        long bytes = 0;
        foreach (var row in result.Rows)
        {
            bytes += row.Sum(static cell => (long)(cell is null ? 4 : Encoding.UTF8.GetByteCount(cell) + 2) + 1) + 2;
            if (rows.Count >= request.RowLimit || bytes > request.ByteLimit)
            {
                Truncated = true;
                break;
            }

            if (bytes > maxInline)
            {
                throw new SparkError("INLINE_RESULT_TOO_LARGE", "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most 25 MiB.", "54000", "RESOURCE_EXHAUSTED");
            }

            rows.Add(row);
        }

        return Truncated ? result with { Rows = rows } : result;
    }
}
