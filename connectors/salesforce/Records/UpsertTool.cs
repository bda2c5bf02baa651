using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>upsert_record: one record by an external id. A record that is there and that the role can't see is not changed.</summary>
internal sealed class UpsertTool(SalesforceApi api, RecordLookup lookup, StageRule stages, LinkRule links, SalesforceSettings settings) : ISalesforceTool
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (target, field, value, values, existing, since) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        // A record that was judged is written by its id, so that it is the one that is written.
        var call = existing is null
            ? ApiCall.Patch($"sobjects/{target.Name}/{field}/{Uri.EscapeDataString(value)}", WriteResult.Body(values))
            : ApiCall.Patch($"sobjects/{target.Name}/{existing}", WriteResult.Body(values)) with { IfUnmodifiedSince = since is { } time ? ApiTime.Ceiling(time) : null };
        using var answer = await api.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (existing is not null)
        {
            return WriteResult.Created(target.Name, existing, false);
        }

        var (id, created) = answer.Status == 204
            ? (await lookup.FindAsync(view, target, field, value, cancellationToken).ConfigureAwait(false) ?? throw SalesforceErrors.BadAnswer("the record that it wrote is not there"), false)
            : WriteResult.Read(answer, ApiEffect.Repeatable);
        return WriteResult.Created(target.Name, id, created ?? answer.Status == 201);
    }

    /// <summary>Judges the call; for the approver's view too.</summary>
    internal async ValueTask<(RoleObject Target, string Field, string Value, IReadOnlyList<FieldValue> Values, string? Existing, DateTimeOffset? Since)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var field = RecordKey.ExternalField(target, Arguments.Required(view.Call, "external_id_field"));
        if (field == settings.IdempotencyField)
        {
            throw SalesforceErrors.Refused($"The field {field} is the host's own.", "Use another external id field.");
        }

        var value = Arguments.Required(view.Call, "external_id");
        if (value is "." or "..")
        {
            throw SalesforceErrors.Refused("This external id can't stand in an address.", "Use another one.");
        }

        var existing = await lookup.FindAsync(view, target, field, value, cancellationToken).ConfigureAwait(false);
        var values = await FieldValues.CheckAsync(view, target, Arguments.Any(view.Call, "fields"), existing is null, [settings.IdempotencyField, field], null, cancellationToken).ConfigureAwait(false);
        if (!target.Scoped.MayWrite(field, existing is null))
        {
            throw SalesforceErrors.Refused($"The field {target.Name}.{field} can't be set.", "Use another external id field.");
        }

        if (existing is not null)
        {
            await lookup.EnsureVisibleAsync(view, target, [existing], cancellationToken).ConfigureAwait(false);
        }

        await links.CheckAsync(view, target, values, cancellationToken).ConfigureAwait(false);
        return (target, field, value, values, existing, await stages.CheckAsync(view, target, values, existing, cancellationToken).ConfigureAwait(false));
    }
}
