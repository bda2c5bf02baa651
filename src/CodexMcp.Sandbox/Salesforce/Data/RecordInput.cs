using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Reads what a client sends for a record and checks it field by field, with Salesforce's own complaints.</summary>
internal sealed class RecordInput(OrgSchema schema, Func<ObjectDef, FieldDef, string, IReadOnlyList<string>> findByField)
{
    /// <summary>The values by field. Throws for what no record may have; <paramref name="creating"/> also asks for what is required.</summary>
    public Dictionary<string, object?> Read(ObjectDef definition, JsonElement body, bool creating, FieldDef? key = null)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw SalesforceException.Json("Unexpected value: a record is a JSON object");
        }

        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var errors = new List<SalesforceError>();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name == "attributes")
            {
                continue;
            }

            if (definition.Field(member.Name) is { } field)
            {
                Set(definition, field, member.Value, creating, key, values, errors);
            }
            else if (definition.Relation(member.Name) is { } relation && member.Value.ValueKind == JsonValueKind.Object)
            {
                values[relation.Name] = ByExternalId(relation, member.Value);
            }
            else
            {
                throw new SalesforceException(400, "INVALID_FIELD", $"No such column '{member.Name}' on sobject of type {definition.Name}");
            }
        }

        if (creating)
        {
            var missing = definition.Fields
                .Where(f => f.Required && f.Createable && f.Default is null && f.Type != FieldType.Boolean && (!values.TryGetValue(f.Name, out var value) || value is null))
                .Select(f => f.Name)
                .ToArray();
            if (missing.Length > 0)
            {
                errors.Insert(0, new SalesforceError("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", missing)}]", missing));
            }
        }
        else
        {
            var emptied = values.Where(v => v.Value is null && definition.Field(v.Key)!.Required).Select(v => v.Key).ToArray();
            if (emptied.Length > 0)
            {
                errors.Add(new SalesforceError("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", emptied)}]", emptied));
            }
        }

        return errors.Count > 0 ? throw new SalesforceException(400, errors) : values;
    }

    private void Set(
        ObjectDef definition, FieldDef field, JsonElement json, bool creating, FieldDef? key, Dictionary<string, object?> values, List<SalesforceError> errors)
    {
        if (field == key)
        {
            throw new SalesforceException(400, "INVALID_FIELD", $"The {field.Name} field should not be specified in the sobject data.");
        }

        if (creating ? !field.Createable : !field.Updateable)
        {
            errors.Add(new SalesforceError(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                $"Unable to create/update fields: {field.Name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                [field.Name]));
            return;
        }

        var value = Convert(field, json);
        if (value is string text)
        {
            Check(definition, field, ref text, errors);
            value = text.Length == 0 ? null : text;
        }

        values[field.Name] = value ?? (field.Type == FieldType.Boolean ? false : null);
    }

    private void Check(ObjectDef definition, FieldDef field, ref string text, List<SalesforceError> errors)
    {
        if (field.Type == FieldType.Reference && text.Length > 0)
        {
            var id = SalesforceId.Normalize(text);
            var target = schema.OfId(id);
            if (id is null || target is null || !field.ReferenceTo.Contains(target.Name))
            {
                errors.Add(new SalesforceError("MALFORMED_ID", $"{field.Label}: id value of incorrect type: {text}", [field.Name]));
                return;
            }

            text = id;
        }
        else if (field.Length > 0 && text.Length > field.Length)
        {
            errors.Add(new SalesforceError("STRING_TOO_LONG", $"{field.Label}: data value too large: {text[..Math.Min(text.Length, 255)]} (max length={field.Length})", [field.Name]));
        }
        else if (field.Restricted && text.Length > 0)
        {
            var given = text;
            if (field.Values.FirstOrDefault(v => string.Equals(v, given, StringComparison.OrdinalIgnoreCase)) is not { } known)
            {
                errors.Add(new SalesforceError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", $"{field.Label}: bad value for restricted picklist field: {text}", [field.Name]));
                return;
            }

            text = known;
        }
        else if (field.Type == FieldType.Email && text.Length > 0 && (text.IndexOf('@', StringComparison.Ordinal) < 1 || text.EndsWith('@') || text.Any(char.IsWhiteSpace)))
        {
            errors.Add(new SalesforceError("INVALID_EMAIL_ADDRESS", $"{field.Label}: invalid email address: {text}", [field.Name]));
        }
        else if (field.Type == FieldType.Base64 && !System.Buffers.Text.Base64.IsValid(text))
        {
            throw SalesforceException.Json($"{definition.Name}.{field.Name} is not valid base64");
        }
    }

    private static object? Convert(FieldDef field, JsonElement json)
    {
        SalesforceException Bad() => SalesforceException.Json(
            $"Cannot deserialize instance of {(field.IsText ? "string" : field.WireType)} from VALUE_{json.ValueKind.ToString().ToUpperInvariant()} value {Shown(json)} or request may be missing a required field at [{field.Name}]");
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False when field.Type == FieldType.Boolean:
                return json.GetBoolean();
            case JsonValueKind.Number when field.IsNumber:
                return !json.TryGetDouble(out var number) || !double.IsFinite(number) ? throw Bad()
                    : field.Type == FieldType.Int ? number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (object)(long)number : throw Bad()
                    : Math.Abs(number) < 1e16 ? number
                    : throw new SalesforceException(400, "NUMBER_OUTSIDE_VALID_RANGE", $"{field.Label}: value outside of valid range on numeric field: {json.GetRawText()}", field.Name);
            case JsonValueKind.Number when field.IsText:
                return json.GetRawText();
            case JsonValueKind.String when field.Type is FieldType.Date or FieldType.DateTime:
                var text = json.GetString()!;
                return text.Length == 0 ? null
                    : !SoqlDates.TryParse(text, out var isDate, out var wire) ? throw Bad()
                    : field.Type == FieldType.Date ? wire[..10]
                    : isDate ? wire + "T00:00:00.000+0000" : wire;
            case JsonValueKind.String when field.IsNumber:
                return double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
                    ? field.Type == FieldType.Int ? (long)parsed : parsed
                    : throw Bad();
            case JsonValueKind.String when field.Type == FieldType.Boolean:
                return bool.TryParse(json.GetString(), out var flag) ? flag : throw Bad();
            case JsonValueKind.String:
                return json.GetString();
            default:
                throw Bad();
        }
    }

    private static string Shown(JsonElement json) => json.GetRawText() is var raw && raw.Length > 60 ? raw[..60] : json.GetRawText();

    /// <summary><c>"Account": {"External_Id__c": "A-1"}</c> instead of an id.</summary>
    private string ByExternalId(FieldDef relation, JsonElement json)
    {
        var member = json.EnumerateObject().FirstOrDefault(m => m.Name is not ("attributes" or "type"));
        var target = schema[relation.ReferenceTo[0]];
        var key = member.Value.ValueKind == JsonValueKind.String ? target.Field(member.Name) : null;
        if (key is not { ExternalId: true })
        {
            throw new SalesforceException(400, "INVALID_FIELD", $"Foreign key external ID: {relation.Relationship} needs an external id field of {target.Name}");
        }

        var ids = findByField(target, key, member.Value.GetString()!);
        return ids.Count == 1
            ? ids[0]
            : throw new SalesforceException(400, "INVALID_FIELD", $"Foreign key external ID: {member.Value.GetString()} not found for field {key.Name} in entity {target.Name}");
    }
}
