using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>
/// Judges the records that a write points to, whichever tool writes. What a task or event is about must be a record that the role can see; and where the
/// role sees only some records of an object, nothing may be linked to the others.
/// </summary>
internal sealed class LinkRule(RecordLookup lookup)
{
    public ValueTask CheckAsync(RoleView view, RoleObject target, IReadOnlyList<FieldValue> values, CancellationToken cancellationToken) => CheckAsync(view, [(target, values)], cancellationToken);

    /// <summary>Judges the links of several writes, with one read for each object that they point to.</summary>
    public async ValueTask CheckAsync(RoleView view, IEnumerable<(RoleObject Target, IReadOnlyList<FieldValue> Values)> writes, CancellationToken cancellationToken)
    {
        var objects = await view.Catalog.ObjectsAsync(cancellationToken).ConfigureAwait(false);
        var linked = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (target, values) in writes)
        {
            foreach (var value in values)
            {
                var about = target.Name is "Task" or "Event" && value.Name is "WhatId" or "WhoId";
                var own = value.Id?.StartsWith("@{", StringComparison.Ordinal) == true; // A record of the same request.
                if (own || (value.Id is null && (!about || value.Text is null)))
                {
                    continue;
                }

                if (value.Id is { } id && objects.ByPrefix.TryGetValue(id[..3], out var name) && view.HasObject(name))
                {
                    if (view.Scope.HasRowFilter(name))
                    {
                        (linked.TryGetValue(name, out var ids) ? ids : linked[name] = new(StringComparer.Ordinal)).Add(id);
                    }
                }
                else if (about)
                {
                    throw SalesforceErrors.Refused($"'{SoqlProblem.Quote(value.Text ?? "")}' is no id of a record that the role may see.", "Give the id of a record of the role's objects; salesforce_list_objects names them.");
                }
            }
        }

        foreach (var (name, ids) in linked)
        {
            await lookup.EnsureVisibleAsync(view, await view.ObjectAsync(name, cancellationToken).ConfigureAwait(false), ids, cancellationToken).ConfigureAwait(false);
        }
    }
}
