using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Databricks.Results;
using CodexMcp.Connectors.Sql.Warehouse;

namespace CodexMcp.Connectors.Databricks.Api;

/// <summary>
/// Sends statements and waits for them, as long as the call says; then the agent gets a handle. Stops them at Databricks when the caller goes
/// away: to stop asking would leave them running.
/// </summary>
internal sealed class StatementRunner(DatabricksApi api, DatabricksSettings settings, TimeProvider time) : IWarehouse
{
    private const int DefaultWait = 60;
    private const int MaxFailedPolls = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(8);

    public async Task<QueryState> RunAsync(ToolInvocation invocation, string statement, JsonElement parameters, bool async, CancellationToken cancellationToken)
    {
        var bound = TimeSpan.FromSeconds(async ? 0 : Arguments.Number(invocation, "wait_seconds", DefaultWait));
        var (id, answer) = await SubmitAsync(invocation, statement, parameters, invocation.MaxRows + 1, bound, cancellationToken).ConfigureAwait(false);
        return new QueryState(id, answer is null ? null : Result(answer));
    }

    /// <summary>Runs a statement of the connector's own to its end.</summary>
    public async Task<QueryResult> QueryAsync(ToolInvocation invocation, string statement, JsonElement parameters, int rows, CancellationToken cancellationToken)
    {
        var (_, answer) = await SubmitAsync(invocation, statement, parameters, rows, TimeSpan.MaxValue, cancellationToken).ConfigureAwait(false);
        return Result(answer!);
    }

    public async Task<QueryState> GetAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken)
    {
        var answer = await LookAsync(invocation, handle, cancellationToken).ConfigureAwait(false);
        if (new StatementAnswer(answer.Root).IsRunning)
        {
            answer.Dispose();
            return new QueryState(handle, null);
        }

        return new QueryState(handle, Result(answer));
    }

    public async Task<bool> CancelAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken)
    {
        // The answer to a cancel is empty, whether there was anything to stop or not: so look first.
        using var before = await LookAsync(invocation, handle, cancellationToken).ConfigureAwait(false);
        if (!new StatementAnswer(before.Root).IsRunning)
        {
            return false;
        }

        await StopAsync(handle, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<WireAnswer> LookAsync(ToolInvocation invocation, string handle, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync($"api/2.0/sql/statements/{handle}", cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused)
        {
            // Databricks forgets a statement some hours after its end.
            throw QueryHandle.Unknown(invocation.Tool.Connector);
        }
    }

    private StatementResult Result(WireAnswer answer)
    {
        var statement = new StatementAnswer(answer.Root);
        try
        {
            statement.ThrowUnlessSucceeded();
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        return new StatementResult(api, answer, statement);
    }

    /// <summary>Gives the ended statement, or its id alone when it has not ended within the bound.</summary>
    private async Task<(string Id, WireAnswer? Ended)> SubmitAsync(
        ToolInvocation invocation, string statement, JsonElement parameters, int rows, TimeSpan bound, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var body = StatementBody.Write(settings, invocation, statement, parameters, rows, bound < FirstWait ? TimeSpan.Zero : FirstWait);
        // Not with the caller's token: without the answer nobody would know the id of what is to be stopped.
        var submit = api.PostAsync("api/2.0/sql/statements", body, CancellationToken.None);
        WireAnswer answer;
        try
        {
            answer = await submit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StopWhenKnownAsync(submit).ConfigureAwait(false);
            throw;
        }

        string id;
        using (var first = new Held(answer))
        {
            var state = new StatementAnswer(answer.Root);
            id = state.Id;
            if (!state.IsRunning)
            {
                return (id, first.Take());
            }

            Report(invocation, state, time.GetElapsedTime(started));
        }

        return (id, await WaitAsync(invocation, id, started, bound, cancellationToken).ConfigureAwait(false));
    }

    private async Task<WireAnswer?> WaitAsync(ToolInvocation invocation, string id, long started, TimeSpan bound, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        var failed = 0;
        try
        {
            while (time.GetElapsedTime(started) < bound)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 3 / 2));
                try
                {
                    using var look = new Held(await api.GetAsync($"api/2.0/sql/statements/{id}", cancellationToken).ConfigureAwait(false));
                    var state = new StatementAnswer(look.Answer.Root);
                    if (!state.IsRunning)
                    {
                        return look.Take();
                    }

                    failed = 0;
                    Report(invocation, state, time.GetElapsedTime(started));
                }
                catch (ConnectorException exception)
                    when (exception.Failure is ConnectorFailure.RateLimited or ConnectorFailure.Unavailable && ++failed <= MaxFailedPolls)
                {
                    // The statement runs on; only this look at it failed.
                    pause = exception.RetryAfter is { } after && after > pause ? TimeSpan.FromTicks(Math.Min(after.Ticks, TimeSpan.TicksPerSecond * 10)) : LongestPause;
                }
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            await StopQuietlyAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private static void Report(ToolInvocation invocation, StatementAnswer state, TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        invocation.Progress?.Report(new ToolProgress(seconds, null, state.IsWaiting
            ? $"The query waits for its warehouse ({seconds:0} s). One that was stopped needs up to some minutes to start."
            : $"The query is still running ({seconds:0} s)."));
    }

    /// <summary>The caller went away before Databricks named the statement: it is named within the wait that was asked for, then it can be stopped.</summary>
    private async Task StopWhenKnownAsync(Task<WireAnswer> submit)
    {
        try
        {
            using var answer = await submit.WaitAsync(FirstWait + CancelTimeout, time, CancellationToken.None).ConfigureAwait(false);
            var state = new StatementAnswer(answer.Root);
            if (state.IsRunning)
            {
                await StopQuietlyAsync(state.Id).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is ConnectorException or TimeoutException)
        {
            // It was never accepted, or it is stopped by the warehouse's own limit.
        }
    }

    private async Task StopQuietlyAsync(string id)
    {
        using var timer = new CancellationTokenSource(CancelTimeout, time);
        try
        {
            await StopAsync(id, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectorException or OperationCanceledException)
        {
            // It has just ended, or it is stopped by the warehouse's own limit.
        }
    }

    private async Task StopAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await api.PostAsync($"api/2.0/sql/statements/{id}/cancel", "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes an answer unless somebody took it.</summary>
    private sealed class Held(WireAnswer answer) : IDisposable
    {
        private WireAnswer? held = answer;

        public WireAnswer Answer => held!;

        public WireAnswer Take()
        {
            var taken = held!;
            held = null;
            return taken;
        }

        public void Dispose() => held?.Dispose();
    }
}
