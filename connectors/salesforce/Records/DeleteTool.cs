using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>delete_record: moves one record to the recycle bin. A repeat that finds it gone is done.</summary>
internal sealed class DeleteTool(SalesforceApi api, RecordLookup lookup) : ISalesforceTool
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        if (view.Call.Attempt > 0)
        {
            return await AgainAsync(view, cancellationToken).ConfigureAwait(false);
        }

        var (target, id) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return await SendAsync(target, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges the call; for the approver's view too.</summary>
    internal async ValueTask<(RoleObject Target, string Id)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        if (!target.Details.Deletable)
        {
            throw SalesforceErrors.Refused($"Records of {target.Name} can't be deleted by the connector's user.", "Leave them, or ask an operator for the right.");
        }

        var key = RecordKey.Read(view, target);
        var id = key.Id ?? await lookup.FindAsync(view, target, key.Field, key.Value, cancellationToken).ConfigureAwait(false) ?? throw SalesforceErrors.NoRecord(target.Name);
        await lookup.EnsureVisibleAsync(view, target, [id], cancellationToken).ConfigureAwait(false);
        return (target, id);
    }

    /// <summary>A repeat: what the first attempt deleted is not to be seen any more.</summary>
    private async Task<ToolResult> AgainAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var key = RecordKey.Read(view, target);
        try
        {
            var (_, id) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
            return await SendAsync(target, id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (key.Id is not null && (exception is ConnectorException { VendorCode: "NOT_FOUND" }
            || (exception is ApiException { Status: 404 } gone && (gone.Has("ENTITY_IS_DELETED") || gone.Has("NOT_FOUND")))))
        {
            return WriteResult.Changed(target.Name, key.Id, true, "deleted");
        }
    }

    private async Task<ToolResult> SendAsync(RoleObject target, string id, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(ApiCall.Delete($"sobjects/{target.Name}/{id}"), cancellationToken).ConfigureAwait(false);
        return WriteResult.Changed(target.Name, id, true, "deleted");
    }
}
