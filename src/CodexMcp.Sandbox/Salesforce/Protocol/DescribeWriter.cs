using System.Text.Json;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Writes what describe resources say of objects and fields.</summary>
internal static class DescribeWriter
{
    public static void Global(Utf8JsonWriter writer, OrgSchema schema, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("encoding"u8, "UTF-8"u8);
        writer.WriteNumber("maxBatchSize"u8, 200);
        writer.WriteStartArray("sobjects"u8);
        foreach (var definition in schema.Objects)
        {
            writer.WriteStartObject();
            Head(writer, definition, version, false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Basic(Utf8JsonWriter writer, ObjectDef definition, string version, IReadOnlyList<string> recent, Action<Utf8JsonWriter, ObjectDef, string, string> named)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("objectDescribe"u8);
        Head(writer, definition, version, false);
        writer.WriteEndObject();
        writer.WriteStartArray("recentItems"u8);
        foreach (var id in recent)
        {
            named(writer, definition, id, version);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Object(Utf8JsonWriter writer, OrgSchema schema, ObjectDef definition, string version)
    {
        writer.WriteStartObject();
        Head(writer, definition, version, true);
        Empty(writer, "actionOverrides");
        writer.WriteStartArray("childRelationships"u8);
        foreach (var (child, field) in schema.Children(definition))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("cascadeDelete"u8, field.Cascades);
            writer.WriteString("childSObject"u8, child.Name);
            writer.WriteBoolean("deprecatedAndHidden"u8, false);
            writer.WriteString("field"u8, field.Name);
            Empty(writer, "junctionIdListNames");
            Empty(writer, "junctionReferenceTo");
            JsonAnswers.Text(writer, "relationshipName", field.ChildRelationship);
            writer.WriteBoolean("restrictedDelete"u8, false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("fields"u8);
        foreach (var field in definition.Fields)
        {
            Field(writer, definition, field);
        }

        writer.WriteEndArray();
        Empty(writer, "namedLayoutInfos");
        writer.WriteStartArray("recordTypeInfos"u8);
        writer.WriteStartObject();
        writer.WriteBoolean("active"u8, true);
        writer.WriteBoolean("available"u8, true);
        writer.WriteBoolean("defaultRecordTypeMapping"u8, true);
        writer.WriteString("developerName"u8, "Master"u8);
        writer.WriteBoolean("master"u8, true);
        writer.WriteString("name"u8, "Master"u8);
        writer.WriteString("recordTypeId"u8, "012000000000000AAA"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        Empty(writer, "supportedScopes");
        writer.WriteEndObject();
    }

    /// <summary>One layout with every field in it: the org has no designed ones.</summary>
    public static void Layouts(Utf8JsonWriter writer, ObjectDef definition)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("layouts"u8);
        writer.WriteStartObject();
        writer.WriteNull("id"u8);
        foreach (var name in (string[])["detailLayoutSections", "editLayoutSections"])
        {
            writer.WriteStartArray(name);
            writer.WriteStartObject();
            writer.WriteString("heading"u8, definition.Label);
            writer.WriteNumber("columns"u8, 1);
            writer.WriteStartArray("layoutRows"u8);
            foreach (var field in definition.Fields.Where(f => name[0] == 'd' || f.Updateable))
            {
                writer.WriteStartObject();
                writer.WriteStartArray("layoutItems"u8);
                writer.WriteStartObject();
                writer.WriteString("label"u8, field.Label);
                writer.WriteBoolean("required"u8, field.Required);
                writer.WriteStartArray("layoutComponents"u8);
                writer.WriteStartObject();
                writer.WriteString("type"u8, "Field"u8);
                writer.WriteString("value"u8, field.Name);
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        Empty(writer, "recordTypeMappings");
        writer.WriteEndObject();
    }

    private static void Empty(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter writer, ObjectDef definition, string version, bool whole)
    {
        foreach (var name in (string[])["activateable", "customSetting", "deprecatedAndHidden", "feedEnabled", "hasSubtypes", "isInterface", "isSubtype", "mergeable", "compactLayoutable", "listviewable", "lookupLayoutable"])
        {
            writer.WriteBoolean(name, false);
        }

        writer.WriteBoolean("createable"u8, definition.Writable);
        writer.WriteBoolean("custom"u8, definition.Custom);
        writer.WriteBoolean("deletable"u8, definition.Writable);
        writer.WriteString("keyPrefix"u8, definition.Prefix);
        writer.WriteString("label"u8, definition.Label);
        writer.WriteString("labelPlural"u8, definition.LabelPlural);
        writer.WriteBoolean("layoutable"u8, definition.Writable);
        writer.WriteBoolean("mruEnabled"u8, definition.Writable);
        writer.WriteString("name"u8, definition.Name);
        writer.WriteBoolean("queryable"u8, true);
        writer.WriteBoolean("replicateable"u8, true);
        writer.WriteBoolean("retrieveable"u8, true);
        writer.WriteBoolean("searchable"u8, definition.Searchable);
        writer.WriteBoolean("searchLayoutable"u8, definition.Searchable);
        writer.WriteBoolean("triggerable"u8, definition.Writable);
        writer.WriteBoolean("undeletable"u8, false);
        writer.WriteBoolean("updateable"u8, definition.Writable);
        var url = $"/services/data/{version}/sobjects/{definition.Name}";
        writer.WriteStartObject("urls"u8);
        writer.WriteString("sobject"u8, url);
        writer.WriteString("describe"u8, url + "/describe");
        writer.WriteString("rowTemplate"u8, url + "/{ID}");
        if (whole)
        {
            writer.WriteString("uiDetailTemplate"u8, $"{SalesforceCredentials.LoginUrl}/{{ID}}");
            writer.WriteString("uiEditTemplate"u8, $"{SalesforceCredentials.LoginUrl}/{{ID}}/e");
        }

        writer.WriteEndObject();
    }

    private static void Field(Utf8JsonWriter writer, ObjectDef definition, FieldDef field)
    {
        var number = field.Type is FieldType.Double or FieldType.Currency or FieldType.Percent;
        writer.WriteStartObject();
        writer.WriteBoolean("aggregatable"u8, field.Filterable && field.Type != FieldType.Boolean);
        writer.WriteBoolean("autoNumber"u8, definition.Custom && field.IsName);
        writer.WriteNumber("byteLength"u8, field.Length * (field.IsText ? 3 : 1));
        writer.WriteBoolean("calculated"u8, false);
        writer.WriteNull("calculatedFormula"u8);
        writer.WriteBoolean("cascadeDelete"u8, field.Cascades);
        writer.WriteBoolean("caseSensitive"u8, false);
        writer.WriteBoolean("createable"u8, field.Createable && definition.Writable);
        writer.WriteBoolean("custom"u8, field.Custom);
        JsonAnswers.Text(writer, "defaultValue", field.Default);
        writer.WriteBoolean("defaultedOnCreate"u8, field.Default is not null || field.Type == FieldType.Boolean || field.Name is "OwnerId" || !field.Createable);
        writer.WriteBoolean("deprecatedAndHidden"u8, false);
        writer.WriteNumber("digits"u8, field.Type == FieldType.Int ? 9 : 0);
        writer.WriteBoolean("encrypted"u8, false);
        writer.WriteBoolean("externalId"u8, field.ExternalId);
        writer.WriteBoolean("filterable"u8, field.Filterable);
        writer.WriteBoolean("groupable"u8, field.Groupable);
        writer.WriteBoolean("htmlFormatted"u8, false);
        writer.WriteBoolean("idLookup"u8, field.ExternalId || field.Type == FieldType.Id);
        writer.WriteNull("inlineHelpText"u8);
        writer.WriteString("label"u8, field.Label);
        writer.WriteNumber("length"u8, field.Length);
        writer.WriteBoolean("nameField"u8, field.IsName);
        writer.WriteBoolean("namePointing"u8, field.IsPolymorphic);
        writer.WriteString("name"u8, field.Name);
        writer.WriteBoolean("nillable"u8, field.Nillable);
        writer.WriteBoolean("permissionable"u8, field.Custom || field.Nillable);
        writer.WriteStartArray("picklistValues"u8);
        foreach (var value in field.Values)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("active"u8, true);
            writer.WriteBoolean("defaultValue"u8, value == field.Default);
            writer.WriteString("label"u8, value);
            writer.WriteNull("validFor"u8);
            writer.WriteString("value"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("polymorphicForeignKey"u8, field.IsPolymorphic);
        writer.WriteNumber("precision"u8, number ? 18 : 0);
        writer.WriteBoolean("queryByDistance"u8, false);
        writer.WriteStartArray("referenceTo"u8);
        foreach (var target in field.ReferenceTo)
        {
            writer.WriteStringValue(target);
        }

        writer.WriteEndArray();
        JsonAnswers.Text(writer, "relationshipName", field.Relationship);
        writer.WriteBoolean("restrictedPicklist"u8, field.Restricted);
        writer.WriteNumber("scale"u8, number ? 2 : 0);
        writer.WriteString("soapType"u8, field.Type switch
        {
            FieldType.Id or FieldType.Reference => "tns:ID",
            FieldType.Boolean => "xsd:boolean",
            FieldType.Int => "xsd:int",
            FieldType.Double or FieldType.Currency or FieldType.Percent => "xsd:double",
            FieldType.Date => "xsd:date",
            FieldType.DateTime => "xsd:dateTime",
            FieldType.Base64 => "xsd:base64Binary",
            _ => "xsd:string",
        });
        writer.WriteBoolean("sortable"u8, field.Filterable && field.Type != FieldType.MultiPicklist);
        writer.WriteString("type"u8, field.WireType);
        writer.WriteBoolean("unique"u8, field.Unique);
        writer.WriteBoolean("updateable"u8, field.Updateable && definition.Writable);
        writer.WriteEndObject();
    }
}
