using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Describe;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Org;

/// <summary>get_limits: what is left of the org's allowances.</summary>
internal sealed class LimitsTool(SalesforceApi api) : ISalesforceTool
{
    private static readonly string[] Usual = ["DailyApiRequests", "DailyBulkApiBatches", "DailyBulkV2QueryJobs", "DailyBulkV2QueryFileStorageMB", "DataStorageMB", "FileStorageMB", "HourlyODataCallout"];

    public ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken) => ValueTask.FromResult(GuardVerdict.Pass);

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        using var answer = await api.SendAsync(ApiCall.Get("limits"), cancellationToken).ConfigureAwait(false);
        var all = Arguments.Flag(view.Call, "all");
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("limits");
        foreach (var limit in answer.Root.ValueKind == System.Text.Json.JsonValueKind.Object ? answer.Root.EnumerateObject() : default)
        {
            if (DescriptionReader.IsName(limit.Name) && (all || Usual.Contains(limit.Name)) && ApiJson.Long(limit.Value, "Max") is { } max && ApiJson.Long(limit.Value, "Remaining") is { } left)
            {
                writer.WriteStartObject();
                writer.WriteString("name", limit.Name);
                writer.WriteNumber("max", max);
                writer.WriteNumber("remaining", left);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }
}
