using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Org;

/// <summary>get_updated and get_deleted: the ids of one object's records that changed or went in a period.</summary>
internal sealed class ChangesTool(SalesforceApi api, RecordLookup lookup, TimeProvider time) : ISalesforceTool
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (target, path) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var page = ListPage.Read(view.Call);
        using var answer = await api.SendAsync(ApiCall.Get(path), cancellationToken).ConfigureAwait(false);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("object", target.Name);
        if (view.Call.Tool.Action == "get_updated")
        {
            var ids = ApiJson.Items(answer.Root, "ids").Select(static id => id.ValueKind == System.Text.Json.JsonValueKind.String && SalesforceId.TryNormalise(id.GetString(), out var one) ? one : "")
                .Where(static id => id.Length > 0).Take(view.Call.MaxRows).ToList();
            var visible = await lookup.VisibleAsync(view, target, ids, cancellationToken).ConfigureAwait(false);
            writer.WriteStartArray("ids");
            foreach (var id in ids.Where(visible.Contains).Skip(page.Offset))
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartArray("records");
            foreach (var record in ApiJson.Items(answer.Root, "deletedRecords").Take(view.Call.MaxRows).Skip(page.Offset))
            {
                if (SalesforceId.TryNormalise(ApiJson.Text(record, "id"), out var id))
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", id);
                    writer.WriteString("deleted", VendorText.Clean(ApiJson.Text(record, "deletedDate"), 40));
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
            writer.WriteString("earliest_available", VendorText.Clean(ApiJson.Text(answer.Root, "earliestDateAvailable"), 40));
        }

        writer.WriteString("latest_covered", VendorText.Clean(ApiJson.Text(answer.Root, "latestDateCovered"), 40));
        writer.WriteBoolean("truncated", false);
        return page.Result(JsonResult.End(writer, buffer));
    }

    private async ValueTask<(RoleObject Target, string Path)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var updated = view.Call.Tool.Action == "get_updated";
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        if (!updated && view.Scope.HasRowFilter(target.Name))
        {
            throw SalesforceErrors.Refused($"The role sees only some records of {target.Name}, and of a deleted one nobody can tell whether it was among them.", "Ask for another object, or leave it.");
        }

        var now = time.GetUtcNow();
        var start = Time(view.Call, "start") ?? throw SalesforceErrors.Refused("start is missing.", "Give start.");
        var end = Time(view.Call, "end") ?? now;
        var days = updated ? 30 : 15;
        if (end <= start || end - start > TimeSpan.FromDays(days) || start < now.AddDays(-days))
        {
            throw SalesforceErrors.Refused($"The period must begin before it ends, and lie within the last {days} days.", "Give another start or end.");
        }

        // Salesforce looks at whole minutes and wants one at least.
        end = end - start < TimeSpan.FromMinutes(1) ? start.AddMinutes(1) : end;
        return (target, $"sobjects/{target.Name}/{(updated ? "updated" : "deleted")}/?start={Uri.EscapeDataString(ApiTime.Write(start))}&end={Uri.EscapeDataString(ApiTime.Write(end))}");
    }

    private static DateTimeOffset? Time(ToolInvocation call, string name) => Arguments.Text(call, name) is not { } text ? null
        : ApiTime.Parse(text) ?? throw SalesforceErrors.Refused($"{name} is no point in time.", "Write it as 2026-05-01T00:00:00Z.");
}
