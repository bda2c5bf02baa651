using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>The task of create_task, open, or of log_note, completed. What it is about must be a record that the role can see.</summary>
internal sealed class TaskPlan(LinkRule links, SalesforceSettings settings, TimeProvider time, bool note) : INewRecordPlan
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
        await links.CheckAsync(view, target, values, cancellationToken).ConfigureAwait(false);

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
}
