using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Snowflake.Results;

namespace CodexMcp.Connectors.Snowflake.Api;

/// <summary>Sends statements, waits for them, and stops them at Snowflake when the caller goes away.</summary>
internal sealed class StatementRunner(SnowflakeApi api, SnowflakeSettings settings, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private const int MaxFailedPolls = 3;

    /// <summary>Runs a statement to its end, or to its 202 when it is asynchronous. The caller disposes the answer.</summary>
    public async Task<SnowflakeAnswer> RunAsync(ToolInvocation invocation, StatementRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Body(settings, invocation);
        var requestId = request.RequestId(invocation);
        SnowflakeAnswer answer;
        try
        {
            answer = await api.SubmitAsync(body, requestId, invocation.Attempt > 0, request.Async, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CancelUnknownAsync(body, requestId).ConfigureAwait(false);
            throw;
        }

        return answer.IsRunning && !request.Async ? await WaitAsync(invocation, answer, cancellationToken).ConfigureAwait(false) : answer;
    }

    /// <summary>Runs a statement to its end.</summary>
    public async Task<ResultSet> QueryAsync(ToolInvocation invocation, StatementRequest request, CancellationToken cancellationToken) =>
        new(api, await RunAsync(invocation, request, cancellationToken).ConfigureAwait(false));

    /// <summary>Stops a statement; true when it was running. Bounded in time.</summary>
    public async Task<bool> CancelAsync(string handle, CancellationToken cancellationToken)
    {
        using var answer = await api.CancelAsync(handle, cancellationToken).ConfigureAwait(false);
        return answer.Text("code") is null or "000604";
    }

    private async Task<SnowflakeAnswer> WaitAsync(ToolInvocation invocation, SnowflakeAnswer running, CancellationToken cancellationToken)
    {
        var handle = running.Handle;
        running.Dispose();
        var started = time.GetTimestamp();
        var pause = FirstPause;
        var failed = 0;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 3 / 2));
                try
                {
                    var answer = await api.GetAsync(handle, 0, cancellationToken).ConfigureAwait(false);
                    if (!answer.IsRunning)
                    {
                        return answer;
                    }

                    answer.Dispose();
                    failed = 0;
                }
                catch (ConnectorException exception)
                    when (exception.Failure is ConnectorFailure.RateLimited or ConnectorFailure.Unavailable && ++failed <= MaxFailedPolls)
                {
                    // The statement runs on; only this look at it failed.
                    pause = exception.RetryAfter is { } after && after > pause ? TimeSpan.FromTicks(Math.Min(after.Ticks, TimeSpan.TicksPerSecond * 10)) : LongestPause;
                }

                var seconds = time.GetElapsedTime(started).TotalSeconds;
                invocation.Progress?.Report(new ToolProgress(seconds, null, $"The query is still running ({seconds:0} s)."));
            }
        }
        catch (OperationCanceledException)
        {
            await CancelQuietlyAsync(handle).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// The caller went away before Snowflake named the statement. The same request id with <c>retry=true</c> names it without running it again;
    /// then it can be stopped.
    /// </summary>
    private async Task CancelUnknownAsync(byte[] body, Guid requestId)
    {
        using var timer = new CancellationTokenSource(CancelTimeout, time);
        try
        {
            using var answer = await api.SubmitAsync(body, requestId, retry: true, async: true, timer.Token).ConfigureAwait(false);
            if (answer.IsRunning)
            {
                using var cancelled = await api.CancelAsync(answer.Handle, timer.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is ConnectorException or OperationCanceledException)
        {
            // It is stopped by its own timeout then.
        }
    }

    private async Task CancelQuietlyAsync(string handle)
    {
        using var timer = new CancellationTokenSource(CancelTimeout, time);
        try
        {
            using var answer = await api.CancelAsync(handle, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectorException or OperationCanceledException)
        {
            // It has just ended, or it is stopped by its own timeout.
        }
    }
}
