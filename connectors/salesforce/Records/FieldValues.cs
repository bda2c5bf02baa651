using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;
using CodexMcp.Connectors.Salesforce.Soql;
using CodexMcp.Connectors.Salesforce.Tools;

namespace CodexMcp.Connectors.Salesforce.Records;

/// <summary>One value that a call writes. An id goes out in its long form.</summary>
internal readonly record struct FieldValue(string Name, JsonElement Value, string? Id)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (Id is not null)
        {
            writer.WriteString(Name, Id);
        }
        else
        {
            writer.WritePropertyName(Name);
            Value.WriteTo(writer);
        }
    }

    /// <summary>The value as text, or null when it is none.</summary>
    public string? Text => Id ?? (Value.ValueKind == JsonValueKind.String ? Value.GetString() : null);
}

/// <summary>Judges what a call writes: each field is one that the role may write, each value one value, each id one of an object that the field can point to.</summary>
internal static class FieldValues
{
    /// <summary>Reads and judges the values.</summary>
    /// <param name="view">The call.</param>
    /// <param name="target">The object that is written.</param>
    /// <param name="fields">Values by field name.</param>
    /// <param name="create">Whether a record is created.</param>
    /// <param name="kept">Fields that are given elsewhere or belong to the host.</param>
    /// <param name="references">Names of earlier records of the same request, or null when a value can't refer to one.</param>
    /// <param name="cancellationToken">The usual.</param>
    public static async ValueTask<IReadOnlyList<FieldValue>> CheckAsync(
        RoleView view, RoleObject target, JsonElement fields, bool create, IReadOnlyCollection<string> kept, IReadOnlySet<string>? references, CancellationToken cancellationToken)
    {
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw SalesforceErrors.Refused("The call sets no fields.", "Give fields as an object of values by field name.");
        }

        var values = new List<FieldValue>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in fields.EnumerateObject())
        {
            var field = target.Field(member.Name);
            if (!seen.Add(field.Name))
            {
                throw SalesforceErrors.Refused($"The field {field.Name} is given twice; upper and lower case are the same.", "Give it once.");
            }

            if (kept.Contains(field.Name, StringComparer.OrdinalIgnoreCase) || field.Name == "Id")
            {
                throw SalesforceErrors.Refused($"The field {field.Name} can't be set here.", "Leave it out of fields.");
            }

            if (!target.Scoped.MayWrite(field.Name, create))
            {
                throw SalesforceErrors.Refused(
                    $"The field {target.Name}.{field.Name} can't be {(create ? "set on a new record" : "changed")}.", "Leave it out; salesforce_describe_object says what can be written.");
            }

            values.Add(await ValueAsync(view, target, field, member.Value, references, cancellationToken).ConfigureAwait(false));
        }

        return values.Count > 0 ? values : throw SalesforceErrors.Refused("The call sets no fields.", "Give at least one.");
    }

    private static async ValueTask<FieldValue> ValueAsync(
        RoleView view, RoleObject target, FieldDescription field, JsonElement value, IReadOnlySet<string>? references, CancellationToken cancellationToken)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined)
        {
            throw SalesforceErrors.Refused($"The value of {target.Name}.{field.Name} is not one value.", "Give a text, a number, true, false or null; several picklist values are one text with semicolons.");
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return new FieldValue(field.Name, value, null);
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw SalesforceErrors.Refused($"The value of {target.Name}.{field.Name} is no valid Unicode text.", "Send it as valid Unicode.");
        }

        // Salesforce reads this anywhere in a composite request as the result of another part of it.
        if (references is not null && text.Contains("@{", StringComparison.Ordinal))
        {
            return field.ReferenceTo.Count > 0 && text.StartsWith("@{", StringComparison.Ordinal) && text.EndsWith(".id}", StringComparison.Ordinal) && references.Contains(text[2..^4])
                ? new FieldValue(field.Name, value, text)
                : throw SalesforceErrors.Refused($"The value of {target.Name}.{field.Name} holds '@{{', which refers to nothing here.",
                    "Write @{ref.id} with the ref of an earlier operation, alone and in a reference field.");
        }

        if (field.ReferenceTo.Count == 0 || text.Length == 0)
        {
            return new FieldValue(field.Name, value, null);
        }

        if (!SalesforceId.TryNormalise(text, out var id))
        {
            throw SalesforceErrors.Refused($"'{SoqlProblem.Quote(text)}' is no record id, and {target.Name}.{field.Name} takes one.", "Give the 15 or 18 letters and digits exactly as a query returned them.");
        }

        var objects = await view.Catalog.ObjectsAsync(cancellationToken).ConfigureAwait(false);
        var fits = !objects.ByPrefix.TryGetValue(id[..3], out var of) ? field.ReferenceTo.All(one => !objects.HasPrefix(one)) : field.ReferenceTo.Contains(of, StringComparer.OrdinalIgnoreCase);
        return fits ? new FieldValue(field.Name, value, id) : throw SalesforceErrors.Refused(
            $"{id} is no id of a record that {target.Name}.{field.Name} can point to.", $"Give the id of a record of {string.Join(" or ", field.ReferenceTo.Take(5))}.");
    }
}
