using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Org;

/// <summary>list_recent: what the connector's user looked at last, as far as it is the role's.</summary>
internal sealed class RecentTool(SalesforceApi api, RecordLookup lookup) : ISalesforceTool
{
    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken) => ValueTask.FromResult(GuardVerdict.Pass);

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(ApiCall.Get("recent?limit=200"), cancellationToken).ConfigureAwait(false);
        var mine = ApiJson.Items(answer.Root)
            .Select(static item => (Item: item, Type: ApiJson.Text(ApiJson.Member(item, "attributes"), "type"), Id: SalesforceId.TryNormalise(ApiJson.Text(item, "Id"), out var id) ? id : ""))
            .Where(one => one.Type is not null && one.Id.Length > 0 && view.HasObject(one.Type))
            .ToList();
        var visible = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in mine.GroupBy(static one => one.Type!))
        {
            var target = await view.ObjectAsync(group.Key, cancellationToken).ConfigureAwait(false);
            visible.UnionWith(await lookup.VisibleAsync(view, target, [.. group.Select(static one => one.Id).Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false));
        }

        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("records");
        foreach (var (item, type, _) in mine.Where(one => visible.Contains(one.Id)).Take(Arguments.Number(view.Call, "limit", 20)))
        {
            writer.WriteStartObject();
            writer.WriteString("object", type);
            writer.WritePropertyName("record");
            await new RecordJson(view, api, writer).WriteAsync(item, cancellationToken).ConfigureAwait(false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }
}
