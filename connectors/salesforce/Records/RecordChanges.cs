using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Reads the record that a call would change, for whoever is asked to approve it: the fields that are set, and the name.</summary>
internal sealed class RecordChanges(RecordLookup lookup, UpdateTool update, UpsertTool upsert, DeleteTool delete)
{
    public async ValueTask<RecordChange?> ReadAsync(RoleView view, CancellationToken cancellationToken)
    {
        switch (view.Call.Tool.Action)
        {
            case "update_record" or "update_opportunity":
                var plan = await update.PlanAsync(view, cancellationToken).ConfigureAwait(false);
                return await ReadAsync(plan.Target, plan.Id, plan.Values, cancellationToken).ConfigureAwait(false);
            case "upsert_record":
                var (target, _, _, values, existing, _) = await upsert.PlanAsync(view, cancellationToken).ConfigureAwait(false);
                return existing is null ? null : await ReadAsync(target, existing, values, cancellationToken).ConfigureAwait(false);
            case "delete_record":
                var (gone, id) = await delete.PlanAsync(view, cancellationToken).ConfigureAwait(false);
                return await ReadAsync(gone, id, null, cancellationToken).ConfigureAwait(false);
            default:
                return null;
        }
    }

    /// <summary>The difference; without values the record goes, and its id and name with it.</summary>
    private async ValueTask<RecordChange?> ReadAsync(RoleObject target, string id, IReadOnlyList<FieldValue>? values, CancellationToken cancellationToken)
    {
        var fields = (values is null ? [] : values.Select(static value => value.Name)).Prepend(target.NameField).OfType<string>().Prepend("Id").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var rows = await lookup.RowsAsync($"SELECT {string.Join(", ", fields)} FROM {target.Name} WHERE Id = '{id}' LIMIT 1", cancellationToken).ConfigureAwait(false);
        if (rows.Count != 1)
        {
            throw SalesforceErrors.NoRecord(target.Name);
        }

        var current = JsonResult.Begin(out var before);
        var proposed = JsonResult.Begin(out var after);
        foreach (var field in fields)
        {
            if (ApiJson.Member(rows[0], field) is { ValueKind: not JsonValueKind.Undefined } value)
            {
                current.WritePropertyName(field);
                value.WriteTo(current);
                if (values is null)
                {
                    proposed.WriteNull(field);
                }
            }
        }

        foreach (var value in values ?? [])
        {
            value.WriteTo(proposed);
        }

        var name = target.NameField is { } known ? ApiJson.Text(rows[0], known) : null;
        return new RecordChange($"{target.Name} {id}{(name is null ? "" : $" \"{VendorText.Clean(name, 100)}\"")}", JsonResult.End(current, before), JsonResult.End(proposed, after));
    }
}
