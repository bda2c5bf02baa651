using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Soql;

namespace CodexMcp.Connectors.Salesforce.Scope;

/// <summary>
/// Judges what a write would set: every field has to be the role's and open to writing, and an id has to be of an object that the field may point to.
/// A row filter is not looked at here: whoever changes a record of a filtered object reads it with a query first.
/// </summary>
internal sealed class WriteCheck(SalesforceScope scope, IObjectCatalog catalog)
{
    /// <summary>Judges the body of one record.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="body">The fields to set, a JSON object; <c>attributes</c> may name the same object, a relationship's name may hold the external id of its target.</param>
    /// <param name="create">Whether the record is new.</param>
    /// <param name="references">Whether <c>@{name.id}</c> may stand for the id of another record of the same composite call.</param>
    /// <param name="cancellationToken">Ends the wait for a description.</param>
    /// <returns>Null when it may be written, or what is wrong.</returns>
    public async ValueTask<ScopeProblem?> CheckAsync(string objectName, JsonElement body, bool create, bool references, CancellationToken cancellationToken)
    {
        if (await scope.FindAsync(catalog, objectName, cancellationToken) is not { } view)
        {
            return scope.NoObject(objectName);
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return new ScopeProblem("The fields to set are no object.", "Give an object with one member for each field.");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in body.EnumerateObject())
        {
            var problem = !seen.Add(member.Name)
                ? new ScopeProblem($"The field '{SoqlProblem.Quote(member.Name)}' is there twice.", "Give it once: case makes no difference.")
                : member.NameEquals("attributes") ? CheckAttributes(view, member.Value)
                : await CheckMemberAsync(view, member, create, references, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private async ValueTask<ScopeProblem?> CheckMemberAsync(ScopedObject view, JsonProperty member, bool create, bool references, CancellationToken cancellationToken)
    {
        if (member.Value.ValueKind == JsonValueKind.Object)
        {
            return await CheckExternalIdAsync(view, member, create, cancellationToken);
        }

        if (view.Field(member.Name) is not { } field)
        {
            return NoField(view, member.Name, create);
        }

        if (!view.MayWrite(field.Name, create))
        {
            return new ScopeProblem($"Salesforce does not let {field.Name} be set on {(create ? "a new" : "an existing")} {view.Name}.", "Leave it out.");
        }

        return member.Value.ValueKind switch
        {
            JsonValueKind.Array => new ScopeProblem($"The value for {field.Name} is an array.", "Give one value; several choices of a multi-select list are joined with semicolons."),
            JsonValueKind.String when field.ReferenceTo.Count > 0 => await CheckReferenceAsync(field, member.Value.GetString()!, references, cancellationToken),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when field.ReferenceTo.Count > 0 => new ScopeProblem($"The value for {field.Name} is no id.", "Give the id of a record, or null."),
            _ => null,
        };
    }

    private async ValueTask<ScopeProblem?> CheckReferenceAsync(FieldDescription field, string id, bool references, CancellationToken cancellationToken)
    {
        if (references && id.StartsWith("@{", StringComparison.Ordinal) && id.EndsWith('}'))
        {
            return null;
        }

        if (!SalesforceId.TryNormalise(id, out var normal))
        {
            return new ScopeProblem($"The value for {field.Name} is no record id.", "Give the 15 or 18 letters and digits exactly as a query returned them.");
        }

        // The target need not be one of the role's: an owner may be set by a role that can't read users. What its ids look like is no secret.
        var prefixes = new List<string>(field.ReferenceTo.Count);
        foreach (var name in field.ReferenceTo)
        {
            if ((await catalog.FindAsync(name, cancellationToken))?.KeyPrefix is { } prefix)
            {
                prefixes.Add(prefix);
            }
            else
            {
                return null; // Ids of this target may begin with anything.
            }
        }

        return prefixes.Exists(prefix => normal.StartsWith(prefix, StringComparison.Ordinal))
            ? null
            : new ScopeProblem($"The id for {field.Name} is of another kind of record than it may point to.", "Look up the id of the right record.");
    }

    private async ValueTask<ScopeProblem?> CheckExternalIdAsync(ScopedObject view, JsonProperty member, bool create, CancellationToken cancellationToken)
    {
        if (view.Relationship(member.Name) is not { ReferenceTo: [var targetName] } reference || await scope.FindAsync(catalog, targetName, cancellationToken) is not { } target)
        {
            return NoField(view, member.Name, create);
        }

        if (!view.MayWrite(reference.Name, create))
        {
            return new ScopeProblem($"Salesforce does not let {reference.Name} be set on {(create ? "a new" : "an existing")} {view.Name}.", "Leave it out.");
        }

        var keys = member.Value.EnumerateObject().Where(static part => !part.NameEquals("attributes")).ToList();
        if (keys.Count != 1 || keys[0].Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return new ScopeProblem($"'{SoqlProblem.Quote(member.Name)}' needs exactly one external id of {target.Name}.", "Write it as {\"External_Id__c\": \"…\"}.");
        }

        return target.MayFilter(keys[0].Name) ? null : NoField(target, keys[0].Name, create);
    }

    private static ScopeProblem? CheckAttributes(ScopedObject view, JsonElement attributes) =>
        attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && view.Name.Equals(type.GetString(), StringComparison.OrdinalIgnoreCase)
            ? null
            : new ScopeProblem($"`attributes` names another object than {view.Name}.", "Leave `attributes` out.");

    private static ScopeProblem NoField(ScopedObject view, string name, bool create) => new(
        $"There is no field '{SoqlProblem.Quote(name)}' on {view.Name} for this role.",
        NearName.Find(name, view.Fields.Where(field => view.MayWrite(field.Name, create)).Select(static field => field.Name)) is { } near
            ? $"Did you mean {near}?"
            : "Ask describe_object for the fields that there are.");
}
