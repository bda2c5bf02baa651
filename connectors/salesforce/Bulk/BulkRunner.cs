using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>Starts, watches and stops bulk jobs. A wait is bounded and tells the client how far the job is.</summary>
internal sealed class BulkRunner(SalesforceApi api, TimeProvider time)
{
    private const int DefaultWait = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task<string> CreateAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        // A job that nobody uploads to does nothing, and a query job only reads: it may be asked for again.
        using var answer = await api.SendAsync(ApiCall.Post(path, body, ApiEffect.Repeatable), cancellationToken).ConfigureAwait(false);
        return BulkJob.IdOf(answer);
    }

    /// <summary>Uploads the rows and lets the job begin. When that fails the job is stopped: nothing stays half-done.</summary>
    public async Task UploadAsync(BulkJob job, byte[] csv, CancellationToken cancellationToken)
    {
        try
        {
            using var _ = await api.SendAsync(
                new ApiCall(HttpMethod.Put, $"{job.Path}/batches", ApiEffect.Repeatable) { Body = csv, ContentType = "text/csv; charset=UTF-8" }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await TryStopAsync(job).ConfigureAwait(false);
            throw;
        }

        try
        {
            using var _ = await api.SendAsync(ApiCall.Patch(job.Path, ApiCall.Json("""{"state":"UploadComplete"}""")) with { Effect = ApiEffect.Once }, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            await TryStopAsync(job).ConfigureAwait(false);
            throw;
        }
        catch (ConnectorException lost) when (lost.Failure == ConnectorFailure.Ambiguous)
        {
            // The job itself says whether it has begun.
            using var now = await StateAsync(job, cancellationToken).ConfigureAwait(false);
            if (ApiJson.Text(now.Root, "state") == "Open")
            {
                await TryStopAsync(job).ConfigureAwait(false);
                throw new ConnectorException(ConnectorFailure.Refused, "The job could not be started, so it was stopped and nothing was written.", "Send the same call again.", inner: lost);
            }
        }
    }

    public Task<ApiAnswer> StateAsync(BulkJob job, CancellationToken cancellationToken) =>
        api.SendAsync(ApiCall.Get(job.Path) with { Timeout = TimeSpan.FromSeconds(30) }, cancellationToken);

    /// <summary>Waits for the job's end as long as the call says, and answers how it stands then.</summary>
    public async Task<ToolResult> WaitAsync(ToolInvocation invocation, BulkJob job, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var most = TimeSpan.FromSeconds(Math.Clamp(Arguments.Number(invocation, "wait_seconds", DefaultWait), 0, 90));
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            using var answer = await StateAsync(job, cancellationToken).ConfigureAwait(false);
            var state = State(answer);
            var processed = ApiJson.Long(answer.Root, "numberRecordsProcessed") ?? 0;
            invocation.Progress?.Report(new ToolProgress(processed, null, $"bulk job: {state}"));
            var left = most - time.GetElapsedTime(started);
            if (IsOver(state) || left <= TimeSpan.Zero)
            {
                return Result(invocation, job, answer);
            }

            await Task.Delay(pause < left ? pause : left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops a job; what it has done stays done.</summary>
    public async Task<ToolResult> StopAsync(ToolInvocation invocation, BulkJob job, CancellationToken cancellationToken)
    {
        try
        {
            using var _ = await api.SendAsync(ApiCall.Patch(job.Path, ApiCall.Json("""{"state":"Aborted"}""")), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.Status == 400)
        {
            // It has ended already.
        }

        using var answer = await StateAsync(job, cancellationToken).ConfigureAwait(false);
        return Result(invocation, job, answer);
    }

    public static bool IsOver(string state) => state is "JobComplete" or "Failed" or "Aborted";

    public static string State(ApiAnswer answer) =>
        ApiJson.Text(answer.Root, "state") is "Open" or "UploadComplete" or "InProgress" or "JobComplete" or "Failed" or "Aborted"
            ? ApiJson.Text(answer.Root, "state")!
            : throw SalesforceErrors.BadAnswer("a bulk job is in a state that no job has");

    private static ToolResult Result(ToolInvocation invocation, BulkJob job, ApiAnswer answer)
    {
        var state = State(answer);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("job", job.Seal(invocation));
        writer.WriteString("state", state);
        writer.WriteString("object", job.Object);
        writer.WriteString("operation", job.Operation);
        writer.WriteNumber("processed", ApiJson.Long(answer.Root, "numberRecordsProcessed") ?? 0);
        if (!job.IsQuery)
        {
            writer.WriteNumber("failed", ApiJson.Long(answer.Root, "numberRecordsFailed") ?? 0);
        }

        writer.WriteString("notice", state switch
        {
            "JobComplete" => "The job is done: salesforce_bulk_results gives its rows.",
            "Failed" => "Salesforce could not run the job. For a write, salesforce_bulk_results says what became of each record.",
            "Aborted" => "The job was stopped. What it had done stays done.",
            _ => "The job is running: ask salesforce_bulk_status with this job.",
        });
        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }

    private async Task TryStopAsync(BulkJob job)
    {
        try
        {
            using var _ = await api.SendAsync(ApiCall.Patch(job.Path, ApiCall.Json("""{"state":"Aborted"}""")) with { Timeout = TimeSpan.FromSeconds(10) }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectorException or ApiException)
        {
            // A job that was never let begin does nothing either way.
        }
    }
}
