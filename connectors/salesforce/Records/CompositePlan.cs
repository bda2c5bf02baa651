using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>Which of Salesforce's three all-or-none requests carries the writes.</summary>
internal enum CompositeForm
{
    Collection,
    Mixed,
    Tree,
}

/// <summary>One judged write of a composite.</summary>
/// <param name="Target">The object.</param>
/// <param name="Id">The record that is updated, or null for a new one.</param>
/// <param name="Ref">The name by which others mean it.</param>
/// <param name="Values">What is written.</param>
/// <param name="Mark">The mark of a new record and its field, or null.</param>
/// <param name="Children">New records below it, by relationship.</param>
internal sealed record CompositeItem(
    RoleObject Target, string? Id, string Ref, IReadOnlyList<FieldValue> Values, (string Field, string Value)? Mark, IReadOnlyList<(string Relationship, IReadOnlyList<CompositeItem> Items)> Children)
{
    /// <summary>When the record was last changed, if its stage was judged: it is written only as long as it is still so.</summary>
    public DateTimeOffset? Since { get; init; }

    public IEnumerable<CompositeItem> All => Children.SelectMany(static child => child.Items).SelectMany(static item => item.All).Prepend(this);

    public void WriteValues(Utf8JsonWriter writer)
    {
        foreach (var value in Values)
        {
            value.WriteTo(writer);
        }

        if (Mark is var (field, mark))
        {
            writer.WriteString(field, mark);
        }
    }
}

/// <summary>Reads and judges the operations of composite_write: every record of it as the single tools would.</summary>
internal sealed class CompositePlan(RecordLookup lookup, StageRule stages, LinkRule links, SalesforceSettings settings)
{
    private const int MaxRecords = 200;
    private const int MaxMixed = 25;

    public async ValueTask<(CompositeForm Form, IReadOnlyList<CompositeItem> Items)> ReadAsync(RoleView view, string callId, CancellationToken cancellationToken)
    {
        var operations = ApiJson.Items(view.Call.Arguments, "operations").ToList();
        var form = FormOf(operations, view.Moves is not null);
        var refs = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<CompositeItem>();
        var number = 0;
        foreach (var operation in operations)
        {
            items.Add(await ItemAsync(operation, items.Count).ConfigureAwait(false));
        }

        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var group in items.Where(static item => item.Id is not null).GroupBy(static item => item.Target.Name))
        {
            var target = group.First().Target;
            var ids = group.Select(static item => item.Id!).ToList();
            if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
            {
                throw SalesforceErrors.Refused($"A record of {group.Key} is updated twice.", "Set all its fields in one operation.");
            }

            // First whether the role sees them: a refused move tells the stage.
            await lookup.EnsureVisibleAsync(view, target, ids, cancellationToken).ConfigureAwait(false);
            var wanted = group.Select(static item => (Id: item.Id!, Stage: StageRule.NewStage(item.Target, item.Values))).Where(static one => one.Stage is not null);
            foreach (var (id, at) in await stages.CheckAsync(view, target, wanted.ToDictionary(static one => one.Id, static one => one.Stage!), cancellationToken).ConfigureAwait(false))
            {
                seen[id] = at;
            }
        }

        await links.CheckAsync(view, items.SelectMany(static item => item.All).Select(static item => (item.Target, item.Values)), cancellationToken).ConfigureAwait(false);

        if (items.Sum(static item => item.All.Count()) > MaxRecords)
        {
            throw SalesforceErrors.Refused($"There are more than {MaxRecords} records.", "Write them in several calls, or with salesforce_bulk_ingest.");
        }

        return form == CompositeForm.Tree && items.Select(static item => item.Target.Name).Distinct().Count() > 1
            ? throw SalesforceErrors.Refused("The roots of a tree are of different objects.", "Send one call for each object.")
            : (form, [.. items.Select(item => item.Id is { } id && seen.TryGetValue(id, out var at) ? item with { Since = at } : item)]);

        async ValueTask<CompositeItem> ItemAsync(JsonElement operation, int index)
        {
            var create = ApiJson.Text(operation, "op") is null or "create";
            var target = await view.ObjectAsync(ApiJson.Text(operation, "object") ?? "", cancellationToken).ConfigureAwait(false);
            var id = create ? null : target.Id(ApiJson.Text(operation, "id"));
            var fields = ApiJson.Member(operation, "fields");
            var values = await FieldValues.CheckAsync(view, target, fields, create, [settings.IdempotencyField], form == CompositeForm.Mixed ? refs : null, cancellationToken).ConfigureAwait(false);
            StageRule.NewStage(target, values);
            var name = ApiJson.Text(operation, "ref") ?? $"r{index}x{number}";
            if (!refs.Add(name))
            {
                throw SalesforceErrors.Refused("Two operations have the same ref.", "Give each its own.");
            }

            var mark = create && WriteMarker.FieldOf(target, settings.IdempotencyField) is { } field ? (field, WriteMarker.Of(view.Call, callId, fields, number)) : ((string, string)?)null;
            number++;
            var children = new List<(string, IReadOnlyList<CompositeItem>)>();
            if (ApiJson.Member(operation, "children") is { ValueKind: JsonValueKind.Object } below)
            {
                foreach (var group in below.EnumerateObject())
                {
                    var child = await ChildAsync(view, target, group.Name, cancellationToken).ConfigureAwait(false);
                    children.Add((child.RelationshipName, await ChildrenAsync(child, group).ConfigureAwait(false)));
                }
            }

            return new CompositeItem(target, id, name, values, mark, children);
        }

        async ValueTask<IReadOnlyList<CompositeItem>> ChildrenAsync(ChildRelationship relationship, JsonProperty group)
        {
            var of = relationship.ChildObject;
            var read = new List<CompositeItem>();
            foreach (var child in group.Value.EnumerateArray())
            {
                var item = await ItemAsync(child, items.Count).ConfigureAwait(false);
                read.Add(item.Target.Name == of ? item : throw SalesforceErrors.Refused($"The records below {group.Name} are of {of}.", $"Give object as {of}."));
            }

            return read;
        }
    }

    /// <summary>A child relationship whose records and whose reference back the role may write.</summary>
    private static async ValueTask<ChildRelationship> ChildAsync(RoleView view, RoleObject target, string name, CancellationToken cancellationToken) =>
        await view.ChildAsync(target, name, cancellationToken).ConfigureAwait(false) is ({ } child, { } of) && of.MayWrite(child.Field, create: true)
            ? child
            : throw SalesforceErrors.Refused($"{target.Name} has no child relationship '{Soql.SoqlProblem.Quote(name)}' for this role.", "Write the children by themselves, with the parent's id.");

    private static CompositeForm FormOf(List<JsonElement> operations, bool movesRuled)
    {
        var creates = operations.Count(static operation => ApiJson.Text(operation, "op") == "create");
        if (operations.Exists(static operation => ApiJson.Member(operation, "children").ValueKind == JsonValueKind.Object))
        {
            return creates == operations.Count ? CompositeForm.Tree : throw SalesforceErrors.Refused("A tree only creates records.", "Send the updates in another call.");
        }

        // Only a mixed request takes a condition for each record.
        var held = movesRuled && operations.Exists(static operation => ApiJson.Text(operation, "op") != "create" && SetsStage(ApiJson.Member(operation, "fields")));
        if (!held && (creates == operations.Count || creates == 0) && !operations.Exists(static operation => ApiJson.Text(operation, "ref") is not null))
        {
            return CompositeForm.Collection;
        }

        return operations.Count <= MaxMixed ? CompositeForm.Mixed : throw SalesforceErrors.Refused(
            $"There are {operations.Count} {(held ? "operations with moves of stages" : "mixed operations")}, and Salesforce takes at most {MaxMixed} in one.",
            held ? "Send fewer, or the moves by themselves." : "Send only creates or only updates without ref, or fewer.");
    }

    private static bool SetsStage(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object && fields.EnumerateObject().Any(static field => field.Name.Equals(StageRule.Field, StringComparison.OrdinalIgnoreCase));
}
