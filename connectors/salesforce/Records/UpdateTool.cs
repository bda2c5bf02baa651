using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>What an update is about to do.</summary>
internal sealed record RecordUpdate(RoleObject Target, string Id, IReadOnlyList<FieldValue> Values, DateTimeOffset? Since, DateTimeOffset? StageSeen);

/// <summary>update_record and update_opportunity. A condition that the caller gives is checked against the record before, and by Salesforce when it writes.</summary>
internal sealed class UpdateTool(SalesforceApi api, RecordLookup lookup, StageRule stages, LinkRule links, SalesforceSettings settings) : ISalesforceTool
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        RecordUpdate plan;
        try
        {
            plan = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception.Failure == ConnectorFailure.Refused && view.Call.Attempt > 0)
        {
            // The first attempt may have got through: then it is the record that has moved on, not the call that is wrong.
            throw SalesforceErrors.Lost(ApiEffect.Once, "did not answer the first time", exception);
        }

        if (plan.Since is { } since && await IsLaterAsync(view, plan, since, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        // Both must still be so: the earlier moment holds for the other too.
        var condition = plan.Since < plan.StageSeen ? plan.Since : plan.StageSeen ?? plan.Since;
        var call = ApiCall.Patch($"sobjects/{plan.Target.Name}/{plan.Id}", WriteResult.Body(plan.Values)) with
        {
            IfUnmodifiedSince = condition is { } time ? ApiTime.Ceiling(time) : null,
        };
        using var answer = await api.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return WriteResult.Changed(plan.Target.Name, plan.Id, true, "updated");
    }

    /// <summary>Judges the call; for the approver's view too.</summary>
    internal async ValueTask<RecordUpdate> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var opportunity = view.Call.Tool.Action == "update_opportunity";
        var target = opportunity ? await view.ObjectAsync("Opportunity", cancellationToken).ConfigureAwait(false) : await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var id = target.Id(Arguments.Required(view.Call, opportunity ? "opportunity_id" : "id"));
        var fields = opportunity ? Fields(view.Call) : Arguments.Any(view.Call, "fields");
        var values = await FieldValues.CheckAsync(view, target, fields, false, [settings.IdempotencyField], null, cancellationToken).ConfigureAwait(false);
        var since = Arguments.Text(view.Call, "if_unmodified_since") is not { } text ? (DateTimeOffset?)null
            : ApiTime.Parse(text) ?? throw SalesforceErrors.Refused("if_unmodified_since is no point in time.", "Give LastModifiedDate as it was read, such as 2026-05-10T08:00:00.000+0000.");
        await lookup.EnsureVisibleAsync(view, target, [id], cancellationToken).ConfigureAwait(false);
        await links.CheckAsync(view, target, values, cancellationToken).ConfigureAwait(false);
        return new RecordUpdate(target, id, values, since, await stages.CheckAsync(view, target, values, id, cancellationToken).ConfigureAwait(false));
    }

    private static JsonElement Fields(ToolInvocation call)
    {
        var writer = JsonResult.Begin(out var buffer);
        foreach (var (argument, field) in (ReadOnlySpan<(string, string)>)[("stage", "StageName"), ("amount", "Amount"), ("close_date", "CloseDate"), ("next_step", "NextStep")])
        {
            if (Arguments.Any(call, argument) is { ValueKind: not JsonValueKind.Undefined } value)
            {
                writer.WritePropertyName(field);
                value.WriteTo(writer);
            }
        }

        return JsonResult.End(writer, buffer);
    }

    /// <summary>Refuses when the record was changed later. On a repeat, what has changed may be this very write: then it is done.</summary>
    private async Task<ToolResult?> IsLaterAsync(RoleView view, RecordUpdate plan, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", plan.Values.Select(static value => value.Name).Append("LastModifiedDate").Distinct(StringComparer.OrdinalIgnoreCase));
        var rows = await lookup.RowsAsync($"SELECT {names} FROM {plan.Target.Name} WHERE Id = '{plan.Id}' LIMIT 1", cancellationToken).ConfigureAwait(false);
        if (rows.Count != 1 || ApiTime.Parse(ApiJson.Text(rows[0], "LastModifiedDate")) is not { } modified)
        {
            throw SalesforceErrors.NoRecord(plan.Target.Name);
        }

        if (modified <= since)
        {
            return null;
        }

        return view.Call.Attempt > 0 && plan.Values.All(value => IsWritten(value, ApiJson.Member(rows[0], value.Name)))
            ? WriteResult.Changed(plan.Target.Name, plan.Id, true, "updated", WriteResult.Again)
            : throw new ConnectorException(ConnectorFailure.Refused, "Somebody changed the record since it was read, so nothing was written.",
                "Read the record again, look at what has changed, and decide anew.", "MODIFIED");
    }

    /// <summary>Whether the record holds the value; an id may have been given in its short form.</summary>
    private static bool IsWritten(FieldValue value, JsonElement there) =>
        value.Id is { } id ? there.ValueKind == JsonValueKind.String && there.GetString() == id : JsonElement.DeepEquals(value.Value, there);
}
