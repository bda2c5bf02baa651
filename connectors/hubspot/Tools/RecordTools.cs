using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HubSpot.Api;
using CodexMcp.Connectors.HubSpot.Scope;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Searches and reads records of any type.</summary>
internal sealed class RecordTools(HubSpotApi api, PropertyCatalog catalog, HubSpotLimits limits)
{
    private const int UsualLimit = 10;
    private const int MostLimit = 200;

    public async Task<ToolResult> SearchAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var token = PageToken.Read(invocation);
        var most = Math.Min(limits.SearchResults, invocation.MaxRows);
        var limit = Math.Min(Math.Clamp(Arguments.Number(invocation, "limit", UsualLimit), 1, MostLimit), most - token.Seen);
        if (limit <= 0)
        {
            throw HubSpotErrors.Refused($"The first {most} results of a search are all that can be read.", "Narrow the search with a filter, for example on hs_object_id or a date.");
        }

        var request = HubSpotRequest.Post($"crm/v3/objects/{Uri.EscapeDataString(type)}/search", SearchBody.Of(invocation, limit, token.After)) with { IsSearch = true, View = view.Errors };
        using var answer = await api.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var records = answer.Results.EnumerateArray().Take(limit).ToList();
        var total = Json.Number(answer.Root, "total");
        var after = records.Count > 0 && token.Seen + records.Count < most ? answer.After : null;
        var wall = after is null && answer.After is not null;
        var writer = new RecordWriter(view, Arguments.Texts(invocation, "properties") ?? view.Usual(), RecordWriter.InList);
        return Page.Write(token, "records", records, after, (json, record) => writer.Write(json, record), json =>
        {
            if (total is { } count)
            {
                json.WriteNumber("total", count);
            }

            return wall ? $"Only the first {most} of {total?.ToString(CultureInfo.InvariantCulture) ?? "all"} results can be read. Narrow the search with a filter, for example on hs_object_id or a date."
                : writer.Cut ? "Long texts are cut; read a record alone for more of it."
                : null;
        }, wall);
    }

    public async Task<ToolResult> GetAsync(ToolInvocation invocation, string type, CancellationToken cancellationToken)
    {
        var view = await RecordView.ReadAsync(invocation, type, catalog, cancellationToken).ConfigureAwait(false);
        var properties = Arguments.Texts(invocation, "properties") ?? view.Usual();
        using var answer = await api.SendAsync(HubSpotRequest.Get(RecordAddress.Of(invocation, type, properties, Arguments.Texts(invocation, "associations"))) with { View = view.Errors }, cancellationToken).ConfigureAwait(false);
        var writer = new RecordWriter(view, properties, RecordWriter.Alone);
        var json = JsonResult.Begin(out var buffer);
        json.WritePropertyName("record");
        writer.Write(json, answer.Root);
        if (writer.Cut)
        {
            json.WriteString("notice", "Long texts are cut.");
        }

        return new ToolResult { Structured = JsonResult.End(json, buffer) };
    }
}
