using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>The task of create_task, open, or of log_note, completed. What it is about must be a record that the role can see.</summary>
internal sealed class TaskPlan(RecordLookup lookup, SalesforceSettings settings, TimeProvider time, bool note) : INewRecordPlan
{
    public async ValueTask<NewRecord> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var call = view.Call;
        if (note && Arguments.Text(call, "what_id") is null && Arguments.Text(call, "who_id") is null)
        {
            throw SalesforceErrors.Refused("The note is about no record.", "Give what_id, who_id or both.");
        }

        var target = await view.ObjectAsync("Task", cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        Write("Subject", Arguments.Required(call, note ? "title" : "subject"));
        Write("Description", Arguments.Text(call, note ? "body" : "description"));
        Write("WhatId", Arguments.Text(call, "what_id"));
        Write("WhoId", Arguments.Text(call, "who_id"));
        Write("OwnerId", Arguments.Text(call, "owner_id"));
        Write("Priority", Arguments.Text(call, "priority"));
        Write("ActivityDate", note ? Arguments.Text(call, "date") ?? time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Arguments.Text(call, "due_date"));
        Write("Status", note ? settings.CompletedStatus : null);
        var fields = JsonResult.End(writer, buffer);
        var values = await FieldValues.CheckAsync(view, target, fields, true, [settings.IdempotencyField], null, cancellationToken).ConfigureAwait(false);
        foreach (var value in values.Where(static value => value.Name is "WhatId" or "WhoId"))
        {
            await EnsureVisibleAsync(view, value, cancellationToken).ConfigureAwait(false);
        }

        // A repeat on the next day is still the same note.
        return new NewRecord(target, values, WithoutToday(call));

        void Write(string field, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(field, value);
            }
        }
    }

    private static JsonElement WithoutToday(ToolInvocation call)
    {
        var writer = JsonResult.Begin(out var buffer);
        foreach (var member in call.Arguments.EnumerateObject().Where(static member => member.Name != WriteMarker.KeyArgument))
        {
            member.WriteTo(writer);
        }

        return JsonResult.End(writer, buffer);
    }

    private async ValueTask EnsureVisibleAsync(RoleView view, FieldValue value, CancellationToken cancellationToken)
    {
        var objects = await view.Catalog.ObjectsAsync(cancellationToken).ConfigureAwait(false);
        if (value.Id is not { } id || !objects.ByPrefix.TryGetValue(id[..3], out var name) || !view.HasObject(name))
        {
            throw SalesforceErrors.Refused($"'{SoqlProblem.Quote(value.Text ?? "")}' is no id of a record that the role may see.", "Give the id of a record of the role's objects; salesforce_list_objects names them.");
        }

        var target = await view.ObjectAsync(name, cancellationToken).ConfigureAwait(false);
        await lookup.EnsureVisibleAsync(view, target, [id], cancellationToken).ConfigureAwait(false);
    }
}
