using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Query;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>get_record and get_records: reads by id, as queries, so that the role's row filter holds for them too.</summary>
internal sealed class GetTool(SalesforceApi api) : ISalesforceTool
{
    private const int MaxFields = 200;

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (target, soql, ids, notice) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var one = view.Call.Tool.Action == "get_record";
        var page = one ? default : ListPage.Read(view.Call);
        using var answer = await api.SendAsync(QueryPages.First(soql), cancellationToken).ConfigureAwait(false);
        var rows = ApiJson.Items(answer.Root, "records").ToList();
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteString("object", target.Name);
        if (one && rows.Count != 1)
        {
            throw SalesforceErrors.NoRecord(target.Name);
        }

        if (one)
        {
            writer.WritePropertyName("record");
        }
        else
        {
            writer.WriteStartArray("records");
        }

        var records = new RecordJson(view, api, writer);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (SalesforceId.TryNormalise(ApiJson.Text(row, "Id"), out var id))
            {
                found.Add(id);
            }

            if (found.Count > page.Offset || one)
            {
                await records.WriteAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }

        if (!one)
        {
            writer.WriteEndArray();
            writer.WriteStartArray("missing");
            foreach (var id in ids.Where(id => !found.Contains(id)))
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("truncated", false);
        }

        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        var structured = JsonResult.End(writer, buffer);
        return one ? new ToolResult { Structured = structured } : page.Result(structured);
    }

    /// <summary>The fields that a read gives when none are named.</summary>
    internal static IReadOnlyList<string> AllFields(RoleObject target) =>
        [.. target.Scoped.Fields.Where(static field => field.Type != "base64").Select(static field => field.Name)];

    private static async ValueTask<(RoleObject Target, string Soql, IReadOnlyList<string> Ids, string? Notice)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var target = await view.ArgumentAsync(cancellationToken).ConfigureAwait(false);
        var one = view.Call.Tool.Action == "get_record";
        IReadOnlyList<string> ids = one ? [] : [.. ApiJson.Items(view.Call.Arguments, "ids").Select(id => target.Id(id.GetString())).Distinct(StringComparer.Ordinal)];
        var named = ApiJson.Items(view.Call.Arguments, "fields").Select(field => target.Field(field.GetString() ?? "").Name).ToList();
        string? notice = null;
        if (named.Count == 0)
        {
            named = [.. one ? AllFields(target) : target.NameField is { } name ? [name] : []];
            if (named.Count > MaxFields)
            {
                notice = $"These are the first {MaxFields} of {named.Count} fields; name others in fields.";
                named = named[..MaxFields];
            }
        }

        var fields = string.Join(", ", named.Prepend("Id").Distinct(StringComparer.OrdinalIgnoreCase));
        var where = one ? RecordKey.Read(view, target).Where(target) : $"Id IN ({string.Join(", ", ids.Select(static id => $"'{id}'"))})";
        var limit = one ? 2 : ids.Count;
        var (soql, _, _) = await view.CheckSoqlAsync($"SELECT {fields} FROM {target.Name} WHERE {where} ORDER BY Id LIMIT {limit}", default, Math.Max(limit, 1), cancellationToken).ConfigureAwait(false);
        return (target, soql, ids, notice);
    }
}
