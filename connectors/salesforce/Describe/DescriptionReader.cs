using System.Collections.Frozen;
using System.Text.Json;
using CodexMcp.Connectors.Salesforce.Api;
using CodexMcp.Connectors.Salesforce.Scope;

namespace CodexMcp.Connectors.Salesforce.Describe;

/// <summary>Reads a describe answer. An object without a name or fields is none; a right that is not named is not given.</summary>
internal static class DescriptionReader
{
    public static ObjectDetails Read(JsonElement body, string asked)
    {
        var name = ApiJson.Text(body, "name");
        List<FieldDescription> fields = [];
        Dictionary<string, FieldDetails> details = new(StringComparer.OrdinalIgnoreCase);
        foreach (var item in ApiJson.Items(body, "fields"))
        {
            if (ApiJson.Text(item, "name") is { } field && IsName(field) && details.TryAdd(field, Details(item, field)))
            {
                fields.Add(Field(item, field));
            }
        }

        if (!string.Equals(name, asked, StringComparison.OrdinalIgnoreCase) || !details.ContainsKey("Id"))
        {
            throw SalesforceErrors.BadAnswer("it describes another object than the one that was asked for, or one without fields");
        }

        return new ObjectDetails
        {
            Description = new ObjectDescription(name!, Prefix(body), fields, [.. ApiJson.Items(body, "childRelationships").Select(Child).OfType<ChildRelationship>()]),
            Label = Label(body, name!),
            Createable = ApiJson.Flag(body, "createable"),
            Updateable = ApiJson.Flag(body, "updateable"),
            Deletable = ApiJson.Flag(body, "deletable"),
            Queryable = ApiJson.Flag(body, "queryable"),
            Searchable = ApiJson.Flag(body, "searchable"),
            Fields = details.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>The label of an object or field, fit to be shown.</summary>
    public static string Label(JsonElement body, string otherwise) => VendorText.Clean(ApiJson.Text(body, "label"), 200) is { Length: > 0 } label ? label : otherwise;

    public static string? Prefix(JsonElement body) => ApiJson.Text(body, "keyPrefix") is { Length: 3 } prefix && prefix.All(char.IsAsciiLetterOrDigit) ? prefix : null;

    /// <summary>Whether it has the form of an object's or field's API name.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= 80 } && char.IsAsciiLetter(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static FieldDescription Field(JsonElement field, string name) => new()
    {
        Name = name,
        Type = VendorText.Clean(ApiJson.Text(field, "type"), 40),
        ReferenceTo = [.. ApiJson.Items(field, "referenceTo").Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!).Where(IsName)],
        RelationshipName = ApiJson.Text(field, "relationshipName") is { } relationship && IsName(relationship) ? relationship : null,
        CompoundFieldName = ApiJson.Text(field, "compoundFieldName") is { } compound && IsName(compound) ? compound : null,
        IsNameField = ApiJson.Flag(field, "nameField"),
        Custom = ApiJson.Flag(field, "custom"),
        Filterable = ApiJson.Flag(field, "filterable"),
        Sortable = ApiJson.Flag(field, "sortable"),
        Createable = ApiJson.Flag(field, "createable"),
        Updateable = ApiJson.Flag(field, "updateable"),
    };

    private static FieldDetails Details(JsonElement field, string name) => new(name, Label(field, name))
    {
        Length = ApiJson.Number(field, "length") ?? 0,
        Nillable = ApiJson.Flag(field, "nillable"),
        DefaultedOnCreate = ApiJson.Flag(field, "defaultedOnCreate"),
        Unique = ApiJson.Flag(field, "unique"),
        Calculated = ApiJson.Flag(field, "calculated"),
        IsExternalId = ApiJson.Flag(field, "externalId"),
        RestrictedPicklist = ApiJson.Flag(field, "restrictedPicklist"),
        Picklist = [.. ApiJson.Items(field, "picklistValues").Where(static value => ApiJson.Flag(value, "active")).Select(static value => ApiJson.Text(value, "value")).OfType<string>()],
    };

    private static ChildRelationship? Child(JsonElement child) =>
        ApiJson.Text(child, "relationshipName") is { } relationship && IsName(relationship)
            && ApiJson.Text(child, "childSObject") is { } name && IsName(name) && ApiJson.Text(child, "field") is { } field && IsName(field)
            ? new ChildRelationship(relationship, name, field)
            : null;
}
