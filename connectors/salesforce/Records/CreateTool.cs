using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>What a create tool is about to create.</summary>
internal sealed record NewRecord(RoleObject Target, IReadOnlyList<FieldValue> Values, JsonElement Written);

/// <summary>
/// create_record, and by their own plan create_task and log_note. Where the org has the host's external id field on the object, the record goes out as
/// an upsert on it: a repeat then finds what is there. Elsewhere a lost answer leaves the write's end unknown.
/// </summary>
internal sealed class CreateTool(SalesforceApi api, RecordLookup lookup, LinkRule links, SalesforceSettings settings, TimeProvider time, INewRecordPlan? own = null) : ISalesforceTool, IRecoverable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var target = plan.Target;
        if (WriteMarker.FieldOf(target, settings.IdempotencyField) is not { } field)
        {
            using var answer = await api.SendAsync(ApiCall.Post($"sobjects/{target.Name}", WriteResult.Body(plan.Values), ApiEffect.Once), cancellationToken).ConfigureAwait(false);
            return WriteResult.Created(target.Name, WriteResult.Read(answer, ApiEffect.Once).Id, true);
        }

        var call = ApiCall.Patch($"sobjects/{target.Name}/{field}/{WriteMarker.Of(view.Call, view.Call.CallId, plan.Written)}", WriteResult.Body(plan.Values)) with { Effect = ApiEffect.Once };
        var (id, created) = await SendMarkedAsync(call, cancellationToken).ConfigureAwait(false);
        return WriteResult.Created(target.Name, id, created, created ? null : WriteResult.Again);
    }

    public async ValueTask<WriteFate> FindAsync(RoleView view, string lostCallId, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        if (WriteMarker.FieldOf(plan.Target, settings.IdempotencyField) is not { } field)
        {
            return WriteFate.Unknown;
        }

        var mark = WriteMarker.Of(view.Call, lostCallId, plan.Written);
        var rows = await lookup.RowsAsync($"SELECT Id FROM {plan.Target.Name} WHERE {field} = '{mark}' LIMIT 2", cancellationToken).ConfigureAwait(false);
        if (rows.Count == 1 && SalesforceId.TryNormalise(ApiJson.Text(rows[0], "Id"), out var id))
        {
            return WriteFate.Happened(WriteResult.Created(plan.Target.Name, id, true, WriteResult.Again));
        }

        return rows.Count == 0 && IsOver(view.Call, lostCallId) ? WriteFate.DidNotHappen : WriteFate.Unknown;
    }

    /// <summary>Whether the lost call can't write any more, or the same mark is written again so that it does not matter.</summary>
    private bool IsOver(ToolInvocation invocation, string lostCallId) =>
        Arguments.Text(invocation, WriteMarker.KeyArgument) is not null || WriteMarker.IsSettled(lostCallId, time);

    private ValueTask<NewRecord> PlanAsync(RoleView view, CancellationToken cancellationToken) =>
        own is not null ? own.PlanAsync(view, cancellationToken) : PlanAsync(view, cancellationToken, Arguments.Any(view.Call, "fields"));

    private async ValueTask<NewRecord> PlanAsync(RoleView view, CancellationToken cancellationToken, JsonElement fields)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var values = await FieldValues.CheckAsync(view, target, fields, true, [settings.IdempotencyField], null, cancellationToken).ConfigureAwait(false);
        StageRule.NewStage(target, values);
        await links.CheckAsync(view, target, values, cancellationToken).ConfigureAwait(false);
        return new NewRecord(target, values, fields);
    }

    /// <summary>Sends a marked create; when its answer is lost once more, which finds it if it happened.</summary>
    private async Task<(string Id, bool Created)> SendMarkedAsync(ApiCall call, CancellationToken cancellationToken)
    {
        ConnectorException lost;
        try
        {
            return await SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Ambiguous)
        {
            lost = exception;
        }
        catch (ApiException exception) when (exception.Status >= 500)
        {
            lost = SalesforceErrors.From(exception, static _ => false);
        }

        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        try
        {
            return (await SendAsync(call, cancellationToken).ConfigureAwait(false)).Id is var id ? (id, true) : default;
        }
        catch (Exception exception) when (exception is ConnectorException or ApiException)
        {
            // The first one may have happened, whatever became of the second.
            throw lost;
        }
    }

    private async Task<(string Id, bool Created)> SendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var (id, created) = WriteResult.Read(answer, call.Effect);
        return (id, created ?? answer.Status == 201);
    }
}

/// <summary>Makes the one record of a tool that has arguments of its own.</summary>
internal interface INewRecordPlan
{
    ValueTask<NewRecord> PlanAsync(RoleView view, CancellationToken cancellationToken);
}

/// <summary>A write tool that can find out what became of a lost call.</summary>
internal interface IRecoverable
{
    ValueTask<WriteFate> FindAsync(RoleView view, string lostCallId, CancellationToken cancellationToken);
}
