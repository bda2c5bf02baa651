using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Paging;
using CodexMcp.Connectors.HttpKind.Requests;
using CodexMcp.Connectors.HttpKind.Responses;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Jobs;

/// <summary>One call of a tool that submits a job, asks for one or stops one.</summary>
internal sealed class JobTool(string system, JobPlan job, ErrorPlan errors, HttpCaller caller, ToolInvocation invocation, TimeProvider time)
{
    /// <summary>Runs the call: gives what the agent is told at once, or the answer that its result is made of and the handle that asks for it again.</summary>
    /// <param name="scope">What the call's requests are filled from.</param>
    /// <param name="submit">Sends the request that begins the job.</param>
    /// <param name="cancellationToken">The client leaves.</param>
    public async Task<(ToolResult? Told, JobEnd End, JobHandle Handle)> RunAsync(TemplateScope scope, Func<CancellationToken, Task<HttpAnswer>> submit, CancellationToken cancellationToken)
    {
        var run = new JobRun(system, job, errors, caller, invocation, time);
        var fingerprint = PageToken.Fingerprint(invocation, job.Handle);
        if (job.Step == JobStep.Submit && Json.Member(invocation.Arguments, job.Handle) is null)
        {
            var answer = await submit(cancellationToken).ConfigureAwait(false);
            return Told(await run.SubmittedAsync(answer, scope, cancellationToken).ConfigureAwait(false), fingerprint, 0);
        }

        var handle = JobHandle.TryUnseal(invocation, job, job.Step == JobStep.Submit ? fingerprint : null) ?? throw JobHandle.Unknown(job);
        if (job.Step == JobStep.Cancel)
        {
            var stopped = await run.CancelAsync(handle, scope, cancellationToken).ConfigureAwait(false);
            return (new() { Structured = Json.Build(stopped ? "cancelled" : "not_running", static (writer, status) => Status(writer, status, static _ => { })) }, default, handle);
        }

        return Told(await run.AskAsync(handle, scope, cancellationToken).ConfigureAwait(false), handle.Fingerprint, handle.Skip);
    }

    private (ToolResult? Told, JobEnd End, JobHandle Handle) Told(in JobEnd end, string fingerprint, int skip)
    {
        var handle = new JobHandle(job.Owner, fingerprint, end.Scope.Job!.Value, skip);
        if (end.Answer is not null)
        {
            return (null, end, handle);
        }

        var token = handle.Seal(invocation);
        return (new()
        {
            Structured = Json.Build((job.Handle, token, end.Detail), static (writer, state) => Status(writer, "running", more =>
            {
                more.WriteString(state.Handle, state.token);
                more.WriteString("detail"u8, state.Detail);
            })),
            Text = end.Detail,
        }, end, handle);
    }

    private static void Status(Utf8JsonWriter writer, string status, Action<Utf8JsonWriter> more)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, status);
        more(writer);
        writer.WriteEndObject();
    }
}
