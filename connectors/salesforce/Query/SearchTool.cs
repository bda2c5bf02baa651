using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Records;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Query;

/// <summary>
/// search: words in text fields, by parameterized search. A hit in a field that the role may not see would tell what stands there, so an object with
/// such fields is searched by name only, and by nothing when its name is hidden too.
/// </summary>
internal sealed class SearchTool(SalesforceApi api, RecordLookup lookup) : ISalesforceTool
{
    private const int MaxObjects = 20;
    private const int MostHits = 200;
    private static readonly string[] Texts = ["string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "combobox", "encryptedstring", "id"];
    private static readonly string[] NameParts = ["Name", "FirstName", "LastName", "MiddleName", "Suffix", "Salutation"];

    private sealed record Target(RoleObject Object, string In, IReadOnlyList<string> Fields);

    public async ValueTask<GuardVerdict> CheckAsync(RoleView view, CancellationToken cancellationToken)
    {
        await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        return GuardVerdict.Pass;
    }

    public async Task<ToolResult> RunAsync(RoleView view, CancellationToken cancellationToken)
    {
        var (targets, notice) = await PlanAsync(view, cancellationToken).ConfigureAwait(false);
        var page = ListPage.Read(view.Call);
        var writer = JsonResult.Begin(out var buffer);
        writer.WriteStartArray("records");
        var records = new RecordJson(view, api, writer);
        var at = 0;
        var limit = Arguments.Number(view.Call, "limit", 20);
        var full = false;
        foreach (var group in targets.GroupBy(static target => target.In))
        {
            List<Target> searched = [.. group];
            using var answer = await api.SendAsync(ApiCall.Post("parameterizedSearch", Body(view.Call, group.Key, searched, limit), ApiEffect.Read), cancellationToken).ConfigureAwait(false);
            var hits = ApiJson.Items(answer.Root, "searchRecords").ToList();
            full |= IsFull(searched, hits, limit);
            var visible = await VisibleAsync(view, group, hits, cancellationToken).ConfigureAwait(false);
            foreach (var hit in hits)
            {
                // An object that was not asked for, or a record behind the role's row filter, is no hit.
                if (group.Any(target => target.Object.Name == TypeOf(hit)) && visible.Contains(IdOf(hit)) && at++ >= page.Offset)
                {
                    await records.WriteAsync(hit, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        writer.WriteEndArray();
        writer.WriteBoolean("truncated", full);
        if (full)
        {
            notice = $"There may be more: search for more words, name the objects{(limit < MostHits ? $", or raise limit (at most {MostHits})" : "")}.{(notice is null ? "" : $" {notice}")}";
        }

        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        return page.Result(JsonResult.End(writer, buffer));
    }

    private async Task<HashSet<string>> VisibleAsync(RoleView view, IEnumerable<Target> targets, IReadOnlyList<JsonElement> hits, CancellationToken cancellationToken)
    {
        var visible = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var ids = hits.Where(hit => TypeOf(hit) == target.Object.Name).Select(IdOf).Where(static id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            visible.UnionWith(ids.Count == 0 ? [] : await lookup.VisibleAsync(view, target.Object, ids, cancellationToken).ConfigureAwait(false));
        }

        return visible;
    }

    private static async ValueTask<(IReadOnlyList<Target> Targets, string? Notice)> PlanAsync(RoleView view, CancellationToken cancellationToken)
    {
        var asked = Arguments.Text(view.Call, "in") ?? "all";
        var named = ApiJson.Items(view.Call.Arguments, "objects").Select(static name => name.GetString() ?? "").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var wanted = ApiJson.Items(view.Call.Arguments, "fields").Select(static name => name.GetString() ?? "").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var known = await view.Catalog.ObjectsAsync(cancellationToken).ConfigureAwait(false);
        var targets = new List<Target>();
        var narrowed = new List<string>();
        var left = new List<string>();
        foreach (var name in named.Count > 0 ? named : view.Scope.Objects.Where(name => known.ByName.TryGetValue(name, out var one) && one.Searchable).Take(MaxObjects))
        {
            var target = await view.ObjectAsync(name, cancellationToken).ConfigureAwait(false);
            var where = !target.Details.Searchable ? null : MaySearch(target, asked) ? asked : asked == "all" && MaySearch(target, "name") ? "name" : null;
            if (where is null)
            {
                left.Add(target.Name);
                continue;
            }

            if (where != asked)
            {
                narrowed.Add(target.Name);
            }

            var fields = wanted.Select(target.Scoped.Field).OfType<FieldDescription>().Select(static field => field.Name).ToList();
            targets.Add(new Target(target, where, [.. fields.Count > 0 ? fields : target.NameField is { } field ? [field] : []]));
        }

        if (wanted.Find(field => targets.TrueForAll(target => target.Object.Scoped.Field(field) is null)) is { } unknown && targets.Count > 0)
        {
            throw targets[0].Object.NoField(unknown);
        }

        if (targets.Count == 0)
        {
            throw SalesforceErrors.Refused("None of the role's objects can be searched in this way.", "Search by name, name other objects, or use salesforce_query.");
        }

        List<string> notes = [];
        if (narrowed.Count > 0)
        {
            notes.Add($"Only names were searched in: {string.Join(", ", narrowed)}.");
        }

        if (left.Count > 0)
        {
            notes.Add($"Not searched: {string.Join(", ", left)}.");
        }

        return (targets, notes.Count > 0 ? string.Join(" ", notes) : null);
    }

    /// <summary>Whether the role may see every field that this kind of search looks in.</summary>
    private static bool MaySearch(RoleObject target, string kind) => target.Scoped.Description.Fields.Where(field => kind switch
    {
        "name" => field.IsNameField || NameParts.Contains(field.Name, StringComparer.OrdinalIgnoreCase),
        "email" => field.Type == "email",
        "phone" => field.Type == "phone",
        // An external id is searched whatever its type.
        _ => Texts.Contains(field.Type) || target.Details.Fields[field.Name].IsExternalId,
    }).All(field => target.Scoped.MayRead(field.Name));

    private static byte[] Body(ToolInvocation call, string kind, IReadOnlyList<Target> targets, int limit) => ApiCall.Json(writer =>
    {
        writer.WriteString("q", Arguments.Required(call, "text"));
        writer.WriteString("in", kind.ToUpperInvariant());
        writer.WriteNumber("overallLimit", Overall(targets, limit));
        writer.WriteNumber("defaultLimit", limit);
        writer.WriteStartArray("sobjects");
        foreach (var target in targets)
        {
            writer.WriteStartObject();
            writer.WriteString("name", target.Object.Name);
            writer.WriteStartArray("fields");
            foreach (var field in target.Fields.Prepend("Id").Distinct(StringComparer.OrdinalIgnoreCase))
            {
                writer.WriteStringValue(field);
            }

            writer.WriteEndArray();
            writer.WriteNumber("limit", limit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static int Overall(IReadOnlyList<Target> targets, int limit) => Math.Min(2000, limit * targets.Count);

    /// <summary>Whether Salesforce stopped at a number that it was given: then there may be more.</summary>
    private static bool IsFull(IReadOnlyList<Target> targets, IReadOnlyList<JsonElement> hits, int limit) =>
        hits.Count >= Overall(targets, limit) || targets.Any(target => hits.Count(hit => TypeOf(hit) == target.Object.Name) >= limit);

    private static string? TypeOf(JsonElement hit) => ApiJson.Text(ApiJson.Member(hit, "attributes"), "type");

    private static string IdOf(JsonElement hit) => SalesforceId.TryNormalise(ApiJson.Text(hit, "Id"), out var id) ? id : "";
}
