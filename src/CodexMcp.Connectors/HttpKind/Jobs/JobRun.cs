using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Jobs;

/// <summary>What came of waiting.</summary>
/// <param name="Answer">The answer that holds the result, or null while the job runs on.</param>
/// <param name="Scope">What the result is filled from.</param>
/// <param name="Detail">One sentence about a job that runs on.</param>
internal readonly record struct JobEnd(HttpAnswer? Answer, TemplateScope Scope, string Detail);

/// <summary>
/// Waits for one job within a bound. A look that fails says nothing about the job, so it is repeated; once the vendor has taken a job, its submit never
/// ends as failed or lost because of a look.
/// </summary>
internal sealed class JobRun(string system, JobPlan plan, ErrorPlan errors, HttpCaller caller, ToolInvocation invocation, TimeProvider time)
{
    private const int MaxFailedLooks = 3;
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private readonly long started = time.GetTimestamp();

    private TimeSpan Left => plan.Wait - time.GetElapsedTime(started);

    /// <summary>Goes on after the submit's answer.</summary>
    public async Task<JobEnd> SubmittedAsync(HttpAnswer answer, TemplateScope scope, CancellationToken cancellationToken)
    {
        scope = scope with { Job = plan.Values(scope with { Answer = answer.Json ?? default }) ?? throw AnswerReader.Bad(system, "it took the work and does not say how to ask for it") };
        try
        {
            switch (plan.IsToldBySubmit ? plan.StateOf(answer) : JobState.Running)
            {
                case JobState.Failed:
                    throw errors.JobFailed(answer);
                case JobState.Done when plan.Result is null:
                    return new(answer, scope, "");
                case JobState.Done:
                    return await WaitAsync(scope, TimeSpan.Zero, isSubmit: true, cancellationToken).ConfigureAwait(false);
            }

            return await WaitAsync(scope, plan.Every, isSubmit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CancelQuietlyAsync(scope).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks for a job that was submitted before. Who stops asking does not stop the job.</summary>
    public Task<JobEnd> AskAsync(JobHandle handle, TemplateScope scope, CancellationToken cancellationToken) =>
        WaitAsync(scope with { Job = handle.Values }, TimeSpan.Zero, isSubmit: false, cancellationToken);

    /// <summary>Stops a job; false when it was not running any more.</summary>
    public async Task<bool> CancelAsync(JobHandle handle, TemplateScope scope, CancellationToken cancellationToken)
    {
        var answer = await caller.SendAsync(plan.Cancel!, scope with { Job = handle.Values }, PageEdit.None, null, cancellationToken).ConfigureAwait(false);
        return answer.Status is not (404 or 409 or 410) && (errors.Find(answer) is { } failure ? throw failure : true);
    }

    private async Task<JobEnd> WaitAsync(TemplateScope scope, TimeSpan pause, bool isSubmit, CancellationToken cancellationToken)
    {
        for (var failed = 0; ;)
        {
            if (pause > Left)
            {
                return StillRunning(scope, null);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }

            pause = Longer(pause);
            ConnectorException? verdict = null;
            try
            {
                var answer = await LookAsync(plan.Poll, scope, cancellationToken).ConfigureAwait(false);
                switch (plan.StateOf(answer))
                {
                    case JobState.Done:
                        return new(await FetchAsync(answer, scope, cancellationToken).ConfigureAwait(false), scope, "");
                    case JobState.Failed:
                        verdict = errors.JobFailed(answer);
                        break;
                    case JobState.Running:
                        failed = 0;
                        pause = answer.RetryAfter is { } asked && asked > pause ? asked : pause;
                        break;
                    default:
                        throw errors.Find(answer) ?? AnswerReader.Bad(system, "it does not say how far the work is");
                }
            }
            catch (ConnectorException exception) when (IsPassing(exception) && ++failed <= MaxFailedLooks)
            {
                pause = exception.RetryAfter is { } asked && asked > pause ? asked : pause;
            }
            catch (ConnectorException exception) when (isSubmit)
            {
                return StillRunning(scope, exception.Message);
            }

            if (verdict is not null)
            {
                throw verdict;
            }

            var seconds = time.GetElapsedTime(started).TotalSeconds;
            invocation.Progress?.Report(new(seconds, null, $"{system} is still working on it ({seconds:0} s)."));
        }
    }

    private async Task<HttpAnswer> FetchAsync(HttpAnswer looked, TemplateScope scope, CancellationToken cancellationToken)
    {
        if (plan.Result is not { } result)
        {
            return looked;
        }

        var answer = await LookAsync(result, scope, cancellationToken).ConfigureAwait(false);
        return errors.Find(answer) is { } failure ? throw failure : answer;
    }

    /// <summary>One request with a bound of its own: a look that hangs must not use up the call.</summary>
    private async Task<HttpAnswer> LookAsync(RequestPlan request, TemplateScope scope, CancellationToken cancellationToken)
    {
        var left = Left;
        using var timer = new CancellationTokenSource(left < ShortestLook ? ShortestLook : left < LongestLook ? left : LongestLook, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await caller.SendAsync(request, scope, PageEdit.None, null, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException(ConnectorFailure.Timeout, $"{system} did not answer in time.", "Ask again in a moment.", inner: exception);
        }
    }

    private JobEnd StillRunning(in TemplateScope scope, string? trouble) => new(null, scope, trouble is null
        ? $"{system} is still working on it. Ask again with {plan.AskWith} and this {plan.Handle}."
        : $"{system} took the work, but the last look at it failed: {trouble} Ask again with {plan.AskWith} and this {plan.Handle}; do not begin it again.");

    private async Task CancelQuietlyAsync(TemplateScope scope)
    {
        if (plan.Cancel is not { } cancel)
        {
            return;
        }

        using var timer = new CancellationTokenSource(CancelTimeout, time);
        try
        {
            await caller.SendAsync(cancel, scope, PageEdit.None, null, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectorException or OperationCanceledException)
        {
            // It has just ended, or the vendor ends it by itself.
        }
    }

    private TimeSpan Longer(TimeSpan pause) => pause == TimeSpan.Zero ? plan.Every : TimeSpan.FromTicks(Math.Min(plan.UpTo.Ticks, pause.Ticks * 3 / 2));

    private static bool IsPassing(ConnectorException exception) =>
        exception.Failure is ConnectorFailure.RateLimited or ConnectorFailure.Unavailable or ConnectorFailure.Timeout or ConnectorFailure.BadAnswer;
}
