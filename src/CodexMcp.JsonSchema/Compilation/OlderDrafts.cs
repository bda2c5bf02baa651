using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Accepts a schema of draft 6, 7 or 2019-09 only where it means the same in draft 2020-12; everything else is refused, never reinterpreted.</summary>
internal static class OlderDrafts
{
    /// <summary>Keywords that draft 2020-12 no longer has, or that older drafts do not know and would ignore.</summary>
    private static string[] Changed =>
        ["additionalItems", "dependencies", "$recursiveRef", "$recursiveAnchor", "prefixItems", "$dynamicRef", "$dynamicAnchor"];

    private static string[] NewSinceDraft7 =>
    [
        "$anchor", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "minContains", "maxContains",
    ];

    private static string[] Assertions =>
    [
        "type", "const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
        "format", "minItems", "maxItems", "uniqueItems", "items", "contains", "minProperties", "maxProperties", "required", "properties",
        "patternProperties", "additionalProperties", "propertyNames", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$id",
    ];

    public static void Check(SchemaReader reader, bool lonelyReference)
    {
        Refuse(reader, Changed, "means something else in the older draft that `$schema` names");
        if (reader.TryGet("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            throw Fail(reader, "items", "as an array means something else in the older draft that `$schema` names");
        }

        if (lonelyReference)
        {
            // `$defs` is not refused: it only holds schemas, so knowing it changes nothing.
            Refuse(reader, NewSinceDraft7, "does not exist in the older draft that `$schema` names");
            if (reader.Has("$ref"))
            {
                Refuse(reader, Assertions, "is ignored beside `$ref` in the older draft that `$schema` names");
            }
        }
    }

    private static void Refuse(SchemaReader reader, ReadOnlySpan<string> keywords, string why)
    {
        foreach (var keyword in keywords)
        {
            if (reader.Has(keyword))
            {
                throw Fail(reader, keyword, why);
            }
        }
    }

    private static JsonSchemaException Fail(SchemaReader reader, string keyword, string why) =>
        reader.Fail(keyword, $"it {why}. Write the schema for draft 2020-12.");
}
