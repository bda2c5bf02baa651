using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Bulk;

/// <summary>bulk_ingest and bulk_delete: many records of one object. Each is judged as the single tools would, before the job is made.</summary>
internal sealed class BulkIngestTool(BulkRunner runner, RecordLookup lookup, LinkRule links, SalesforceSettings settings) : ISalesforceTool
{
    private sealed record Plan(RoleObject Target, string Operation, string? ExternalField, byte[] Csv);

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var id = await runner.CreateAsync("jobs/ingest", Body(plan), cancellationToken).ConfigureAwait(false);
        var job = new BulkJob(false, id, plan.Target.Name, plan.Operation);
        await runner.UploadAsync(job, plan.Csv, cancellationToken).ConfigureAwait(false);
        return await runner.WaitAsync(view.Call, job, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Plan> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        if (view.Call.Tool.Action == "bulk_delete")
        {
            return await DeletionAsync(view, target, cancellationToken).ConfigureAwait(false);
        }

        var operation = Arguments.Required(view.Call, "operation");
        var external = Arguments.Text(view.Call, "external_id_field");
        if (operation == "upsert" != external is not null)
        {
            throw SalesforceErrors.Refused("external_id_field belongs to upsert, and upsert needs it.", "Give it with upsert, and only then.");
        }

        var field = external is null ? null : RecordKey.ExternalField(target, external);
        if (field is not null && (field == settings.IdempotencyField || view.Scope.HasRowFilter(target.Name)))
        {
            throw SalesforceErrors.Refused("A bulk upsert by this field can't be judged record by record for this role.", "Use salesforce_upsert_record, or bulk_ingest with insert or update.");
        }

        var csv = new CsvWriter();
        var ids = new List<string>();
        var written = new List<(RoleObject, IReadOnlyList<FieldValue>)>();
        foreach (var record in ApiJson.Items(view.Call.Arguments, "records"))
        {
            var key = operation == "update" ? target.Id(ApiJson.Text(record, "Id")) : null;
            if (key is not null)
            {
                ids.Add(key);
            }

            var values = await FieldValues.CheckAsync(view, target, Without(record, key is null ? null : "Id"), operation != "update", [settings.IdempotencyField], null, cancellationToken).ConfigureAwait(false);
            RefuseWhatCannotBeJudged(view, target, values, operation, field);
            StageRule.NewStage(target, values);
            written.Add((target, values));
            csv.Add(key, values);
        }

        await links.CheckAsync(view, written, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(view, target, ids, cancellationToken).ConfigureAwait(false);
        return new Plan(target, operation, field, csv.ToBytes());
    }

    private static void RefuseWhatCannotBeJudged(RoleView view, RoleObject target, IReadOnlyList<FieldValue> values, string operation, string? field)
    {
        if (view.Moves is not null && StageRule.IsStaged(target) && operation != "insert" && values.Any(static value => value.Name == StageRule.Field))
        {
            throw SalesforceErrors.Refused("The role has a rule for stage moves, and a bulk job can't be held to it.", "Move each opportunity with salesforce_update_opportunity.");
        }

        if (field is not null && !values.Any(value => value.Name == field && (value.Text is { Length: > 0 } || value.Value.ValueKind == JsonValueKind.Number)))
        {
            throw SalesforceErrors.Refused($"A record has no {field}.", "Give every record its external id.");
        }

        // An upsert may create or change: what it sets must be allowed in both.
        if (operation == "upsert" && values.FirstOrDefault(value => value.Name != field && !target.Scoped.MayWrite(value.Name, false)) is { Name: { } name })
        {
            throw SalesforceErrors.Refused($"The field {target.Name}.{name} can't be changed.", "Leave it out.");
        }
    }

    private async ValueTask<Plan> DeletionAsync(RoleView view, RoleObject target, CancellationToken cancellationToken)
    {
        if (!target.Details.Deletable)
        {
            throw SalesforceErrors.Refused($"Records of {target.Name} can't be deleted by the connector's user.", "Leave them, or ask an operator for the right.");
        }

        var csv = new CsvWriter();
        var ids = ApiJson.Items(view.Call.Arguments, "ids").Select(id => target.Id(id.GetString())).ToList();
        foreach (var id in ids)
        {
            csv.Add(id, []);
        }

        await EnsureAsync(view, target, ids, cancellationToken).ConfigureAwait(false);
        return new Plan(target, "delete", null, csv.ToBytes());
    }

    private async ValueTask EnsureAsync(RoleView view, RoleObject target, List<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
        {
            throw SalesforceErrors.Refused("A record is there twice.", "Give each id once.");
        }

        await lookup.EnsureVisibleAsync(view, target, ids, cancellationToken).ConfigureAwait(false);
    }

    private static JsonElement Without(JsonElement record, string? name)
    {
        if (name is null)
        {
            return record;
        }

        var writer = JsonResult.Begin(out var buffer);
        foreach (var member in record.EnumerateObject().Where(member => member.Name != name))
        {
            member.WriteTo(writer);
        }

        return JsonResult.End(writer, buffer);
    }

    private static byte[] Body(Plan plan) => ApiCall.Json(writer =>
    {
        writer.WriteString("object", plan.Target.Name);
        writer.WriteString("operation", plan.Operation);
        writer.WriteString("contentType", "CSV");
        writer.WriteString("lineEnding", "LF");
        writer.WriteString("columnDelimiter", "COMMA");
        if (plan.ExternalField is { } field)
        {
            writer.WriteString("externalIdFieldName", field);
        }
    });
}
