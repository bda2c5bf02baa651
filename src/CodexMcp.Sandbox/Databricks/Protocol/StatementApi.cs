using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Databricks;

/// <summary>The Statement Execution API: submit and wait, look, read a chunk, cancel.</summary>
internal sealed class StatementApi(SparkEngine engine, Warehouse warehouse, DatabricksSimulatorOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SparkStatement> byId = new(StringComparer.Ordinal);
    private readonly LinkedList<SparkStatement> order = new();

    /// <summary>The text of each statement that was submitted, oldest first.</summary>
    public IReadOnlyList<string> Statements
    {
        get
        {
            lock (gate)
            {
                return [.. order.Select(static statement => statement.Request.Statement)];
            }
        }
    }

    /// <summary>How many statements a client stopped.</summary>
    public int Cancelled { get; private set; }

    public async Task<SimulatorResponse> SubmitAsync(DatabricksCall call, CancellationToken cancellationToken)
    {
        var request = StatementRequest.Parse(call.Body(), Warehouse.Id);
        var statement = Start(request);
        if (request.Wait > TimeSpan.Zero)
        {
            // A client that goes away does not stop its statement: only a cancel does.
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(statement.Done, Task.Delay(request.Wait, time, waited.Token)).ConfigureAwait(false);
            await waited.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (statement.IsRunning && request.CancelAfterWait)
            {
                await StopAsync(statement).ConfigureAwait(false);
            }
        }

        return Answer(statement);
    }

    /// <summary>Starts a statement and gives it, running.</summary>
    public SparkStatement Start(StatementRequest request)
    {
        var statement = new SparkStatement(Guid.CreateVersion7().ToString("D"), request, time.GetUtcNow());
        lock (gate)
        {
            if (order.Count(static other => other.IsRunning) >= options.MaxRunningStatements)
            {
                throw new DatabricksError(429, "REQUEST_LIMIT_EXCEEDED", "Too many statements are running on this warehouse.");
            }

            Forget();
            byId[statement.Id] = statement;
            order.AddLast(statement);
        }

        // Its wait begins now, so that a clock that is moved next moves it too.
        var left = warehouse.Start(time.GetUtcNow());
        var started = left > TimeSpan.Zero ? Task.Delay(left, time, statement.Cancellation.Token) : Task.CompletedTask;
        // On another thread: a long statement must not hold the one that answers.
        _ = Task.Run(() => statement.RunAsync(engine, started, options, time), CancellationToken.None);
        return statement;
    }

    public SimulatorResponse Look(string id) => Answer(Find(id));

    public SimulatorResponse Chunk(string id, string number)
    {
        var statement = Find(id);
        if (statement.Result is null || IsClosed(statement))
        {
            throw new DatabricksError(400, "INVALID_STATE", "The statement has no rows that could be fetched.");
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var chunk) && chunk < ResultWriter.Chunks(statement.Result, options.RowsPerChunk)
            ? DatabricksReply.Json(200, writer => ResultWriter.Chunk(writer, statement, chunk, options.RowsPerChunk))
            : throw DatabricksError.Parameter($"The chunk {number} does not exist.");
    }

    public async Task<SimulatorResponse> CancelAsync(string id)
    {
        await StopAsync(Find(id)).ConfigureAwait(false);
        return DatabricksReply.Json(200, static _ => { });
    }

    /// <summary>Writes what is known of a statement: state, error, columns and the first rows.</summary>
    public void Write(Utf8JsonWriter writer, SparkStatement statement) => ResultWriter.Write(writer, statement, IsClosed(statement), options.RowsPerChunk);

    public void Dispose()
    {
        foreach (var statement in order)
        {
            statement.Cancellation.Cancel();
        }
    }

    private SimulatorResponse Answer(SparkStatement statement) => DatabricksReply.Json(200, writer => Write(writer, statement));

    private bool IsClosed(SparkStatement statement) => statement.Ended is { } ended && time.GetUtcNow() - ended > options.ResultLife;

    private async Task StopAsync(SparkStatement statement)
    {
        if (statement.IsRunning)
        {
            Cancelled++;
            await statement.Cancellation.CancelAsync().ConfigureAwait(false);
            await statement.Done.ConfigureAwait(false);
        }
    }

    private SparkStatement Find(string id)
    {
        lock (gate)
        {
            Forget();
            return byId.GetValueOrDefault(id) ?? throw DatabricksError.Missing($"The statement {id} was not found.");
        }
    }

    private void Forget()
    {
        var old = time.GetUtcNow() - options.StatementLife;
        while (order.First is { Value: var first } && !first.IsRunning && (first.Ended < old || order.Count >= options.MaxKeptStatements))
        {
            order.RemoveFirst();
            byId.Remove(first.Id);
            first.Dispose();
        }
    }
}
