using CodexMcp.Abstractions;
using CodexMcp.Core.Catalog;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace CodexMcp.Core.Execution;

/// <summary>
/// One connector's own bulkhead, retry, circuit breaker and attempt time-out, in this order. What hangs here takes nothing from the others.
/// </summary>
internal sealed class ConnectorGate
{
    /// <summary>With less time than this left, a repeat can't end well.</summary>
    private static readonly TimeSpan LeastForRepeat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromDays(1);
    private static readonly ResiliencePropertyKey<Attempts> AttemptsKey = new("codexmcp.attempts");

    private readonly ConnectorResilience resilience;
    private readonly ResiliencePipeline<ToolResult> pipeline;
    private int running;

    public ConnectorGate(ConnectorResilience resilience, TimeProvider time)
    {
        this.resilience = resilience;
        var builder = new ResiliencePipelineBuilder<ToolResult> { TimeProvider = time };
        if (resilience.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ToolResult>
            {
                MaxRetryAttempts = resilience.Retries,
                ShouldHandle = static arguments => ValueTask.FromResult(MayRepeat(arguments)),
                DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments)),
            });
        }

        pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ToolResult>
            {
                FailureRatio = Math.Clamp(resilience.BreakerFailureRatio, 0.01, 1),
                MinimumThroughput = Math.Max(2, resilience.BreakerMinimumCalls),
                SamplingDuration = Clamp(resilience.BreakerWindow),
                BreakDuration = Clamp(resilience.BreakerPause),
                ShouldHandle = static arguments => ValueTask.FromResult(IsOutage(arguments.Outcome.Exception)),
                StateProvider = Circuit,
            })
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = arguments => ValueTask.FromResult(AttemptTimeout(arguments.Context)) })
            .Build();
    }

    /// <summary>Whether the circuit is closed.</summary>
    public CircuitBreakerStateProvider Circuit { get; } = new();

    /// <summary>Takes a place in the bulkhead. Nobody queues: an agent that is told to come back does something else meanwhile.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref running) <= resilience.MaxConcurrency)
        {
            return true;
        }

        Interlocked.Decrement(ref running);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Exit() => Interlocked.Decrement(ref running);

    /// <summary>Runs the call with its repeats. It ends when the time is over or the client leaves, whatever the connector does.</summary>
    public async ValueTask<ToolResult> RunAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            context.Properties.Set(AttemptsKey, attempts);
            return await pipeline.ExecuteAsync(
                static (context, state) => state.Gate.AttemptAsync(state.Attempts, context.CancellationToken),
                context,
                (Gate: this, Attempts: attempts)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ValueTask<ToolResult> AttemptAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var task = attempts.Start(cancellationToken);
        return task.IsCompleted ? task : AwaitAsync(attempts, task.AsTask(), cancellationToken);
    }

    private async ValueTask<ToolResult> AwaitAsync(Attempts attempts, Task<ToolResult> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            // Left behind, but it keeps its place in the bulkhead until it really ends: what hangs must not pile up.
            Interlocked.Increment(ref running);
            _ = task.ContinueWith(
                static (ended, state) =>
                {
                    var (gate, attempts) = ((ConnectorGate, Attempts))state!;
                    gate.Exit();
                    attempts.LeftBehind(ended.Exception);
                },
                (this, attempts),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    private TimeSpan AttemptTimeout(ResilienceContext context)
    {
        var left = context.Properties.TryGetValue(AttemptsKey, out var attempts) ? attempts.Left : TimeSpan.Zero;
        var timeout = left < resilience.AttemptTimeout ? left : resilience.AttemptTimeout;
        // Polly takes zero for no time-out at all.
        return timeout < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : timeout;
    }

    private static bool MayRepeat(RetryPredicateArguments<ToolResult> arguments)
    {
        if (!arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts) || !attempts.MayRepeat)
        {
            return false;
        }

        var needed = LeastForRepeat;
        switch (arguments.Outcome.Exception)
        {
            case TimeoutRejectedException:
                break;
            case ConnectorException { Failure: ConnectorFailure.Unavailable or ConnectorFailure.Timeout or ConnectorFailure.RateLimited } failure:
                needed += failure.RetryAfter ?? TimeSpan.Zero;
                break;
            default:
                return false;
        }

        return attempts.Left > needed;
    }

    private static TimeSpan Delay(RetryDelayGeneratorArguments<ToolResult> arguments)
    {
        if (arguments.Outcome.Exception is ConnectorException { RetryAfter: { } asked })
        {
            // A little later than asked, and not all at once.
            return asked + TimeSpan.FromMilliseconds(Random.Shared.Next(1, 50));
        }

        var longest = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, arguments.AttemptNumber), LongestDelay.TotalMilliseconds);
        if (arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts))
        {
            longest = Math.Min(longest, Math.Max(1, (attempts.Left - LeastForRepeat).TotalMilliseconds));
        }

        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>What says that the system is down, and not that this one call was bad.</summary>
    private static bool IsOutage(Exception? exception) => exception
        is TimeoutRejectedException
        or ConnectorException { Failure: ConnectorFailure.Unavailable or ConnectorFailure.Timeout };

    private static TimeSpan Clamp(TimeSpan span) => span < ShortestBreak ? ShortestBreak : span > LongestBreak ? LongestBreak : span;
}
