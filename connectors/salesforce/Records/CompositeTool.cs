using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>composite_write: several records, all or none. Whatever form the answer has, each record's end is looked at.</summary>
internal sealed class CompositeTool(SalesforceApi api, RecordLookup lookup, CompositePlan plans, TimeProvider time) : ISalesforceTool, IRecoverable
{
    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await plans.ReadAsync(view, view.Call.CallId, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (form, items) = await plans.ReadAsync(view, view.Call.CallId, cancellationToken).ConfigureAwait(false);
        var updates = items.All(static item => item.Id is not null);
        var call = form switch
        {
            CompositeForm.Collection => new ApiCall(updates ? HttpMethod.Patch : HttpMethod.Post, "composite/sobjects", ApiEffect.Once),
            CompositeForm.Mixed => new ApiCall(HttpMethod.Post, "composite", ApiEffect.Once),
            _ => new ApiCall(HttpMethod.Post, $"composite/tree/{items[0].Target.Name}", ApiEffect.Once),
        };
        using var answer = await api.SendAsync(call with { Body = CompositeBody.Write(form, items, api.Root) }, cancellationToken).ConfigureAwait(false);
        var all = form == CompositeForm.Tree ? [.. items.SelectMany(static item => item.All)] : items;
        var ids = CompositeAnswer.Read(form, answer.Root, all, view.MayShow);
        return Result(all, ids, null);
    }

    public async ValueTask<WriteFate> FindAsync(RoleView view, string lostCallId, CancellationToken cancellationToken)
    {
        var (form, items) = await plans.ReadAsync(view, lostCallId, cancellationToken).ConfigureAwait(false);
        var all = form == CompositeForm.Tree ? items.SelectMany(static item => item.All).ToList() : items;
        var found = new List<string>();
        var missing = 0;
        foreach (var item in all)
        {
            if (item.Id is { } id)
            {
                found.Add(id);
            }
            else if (item.Mark is not var (field, mark))
            {
                return WriteFate.Unknown;
            }
            else
            {
                var rows = await lookup.RowsAsync($"SELECT Id FROM {item.Target.Name} WHERE {field} = '{mark}' LIMIT 2", cancellationToken).ConfigureAwait(false);
                missing += rows.Count == 0 ? 1 : 0;
                found.Add(rows.Count == 1 && SalesforceId.TryNormalise(ApiJson.Text(rows[0], "Id"), out var one) ? one : "");
            }
        }

        var marked = all.Count(static item => item.Mark is not null);
        return marked == 0 ? WriteFate.Unknown
            : missing == 0 && found.TrueForAll(static id => id.Length > 0) ? WriteFate.Happened(Result(all, found, WriteResult.Again))
            : missing == marked && WriteMarker.IsSettled(lostCallId, time) ? WriteFate.DidNotHappen
            : WriteFate.Unknown;
    }

    private static ToolResult Result(IReadOnlyList<CompositeItem> items, IReadOnlyList<string> ids, string? notice)
    {
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("results");
        for (var i = 0; i < items.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("object", items[i].Target.Name);
            writer.WriteString("id", ids[i]);
            writer.WriteBoolean("created", items[i].Id is null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        return new ToolResult { Structured = JsonResult.End(writer, buffer) };
    }
}
