using System.Text.Json;
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
        bool more;
        if (view.Call.Tool.Action == "get_updated")
        {
            var ids = await VisibleAsync(view, target, answer.Root, page.Offset + view.Call.MaxRows + 1, cancellationToken).ConfigureAwait(false);
            more = ids.Count > page.Offset + view.Call.MaxRows;
            writer.WriteStartArray("ids");
            foreach (var id in ids.Skip(page.Offset).Take(view.Call.MaxRows))
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }
        else
        {
            var records = ApiJson.Items(answer.Root, "deletedRecords").Select(static record => (Id: IdOf(ApiJson.Member(record, "id")), At: ApiJson.Text(record, "deletedDate")))
                .Where(static record => record.Id.Length > 0).Skip(page.Offset).Take(view.Call.MaxRows + 1).ToList();
            more = records.Count > view.Call.MaxRows;
            writer.WriteStartArray("records");
            foreach (var (id, at) in records.Take(view.Call.MaxRows))
            {
                writer.WriteStartObject();
                writer.WriteString("id", id);
                writer.WriteString("deleted", VendorText.Clean(at, 40));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("earliest_available", VendorText.Clean(ApiJson.Text(answer.Root, "earliestDateAvailable"), 40));
        }

        writer.WriteString("latest_covered", VendorText.Clean(ApiJson.Text(answer.Root, "latestDateCovered"), 40));
        writer.WriteBoolean("truncated", more);
        if (more)
        {
            writer.WriteString("continuation", page.Seal(view.Call.MaxRows));
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    /// <summary>The first changed records that the role sees; no more are looked at than are needed.</summary>
    private async Task<IReadOnlyList<string>> VisibleAsync(RoleView view, RoleObject target, JsonElement answer, int most, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var chunk in ApiJson.Items(answer, "ids").Select(IdOf).Where(static id => id.Length > 0).Chunk(RecordLookup.Chunk))
        {
            var visible = await lookup.VisibleAsync(view, target, chunk, cancellationToken).ConfigureAwait(false);
            found.AddRange(chunk.Where(visible.Contains));
            if (found.Count >= most)
            {
                break;
            }
        }

        return found;
    }

    private static string IdOf(JsonElement id) => id.ValueKind == JsonValueKind.String && SalesforceId.TryNormalise(id.GetString(), out var one) ? one : "";

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
