using System.Text.Json;
using CodexMcp.JsonSchema;

namespace CodexMcp.Core.Configuration;

/// <summary>Turns what a validator found into errors with a place, a sentence and a way to mend it. Only runs when a file is wrong.</summary>
internal sealed class SchemaMisfits(ConfigurationSchema schema, YamlTree file, ConfigurationErrors errors)
{
    internal void Add(JsonSchemaError error)
    {
        var segments = JsonPointer.Split(error.InstancePath);
        if (error.Keyword is "additionalProperties" or "unevaluatedProperties" or "false" && segments.Length > 0)
        {
            AddUnknownKey(segments);
            return;
        }

        var node = file.Root.At(error.InstancePath);
        var rule = SchemaRule.At(schema.Document, segments);
        var shown = segments.Length == 0 ? "The file" : $"'{JsonPointer.Show(segments)}'";
        if (error.Keyword == "required" && rule is { } parent)
        {
            AddMissing(parent, node, segments);
            return;
        }

        // A resolved reference may be a secret: neither it nor a sentence about it is shown.
        if (node.Node.HasReference() || rule is not { } found)
        {
            errors.Add(node.Location, $"{shown} does not fit ({error.Keyword}).", "Check the value that it resolves to.");
            return;
        }

        var (message, fix) = Say(error, found, node, shown);
        errors.Add(node.Location, message, fix);
    }

    private void AddUnknownKey(string[] segments)
    {
        var above = segments[..^1];
        var key = segments[^1];
        var parent = file.Root.At(string.Concat(above.Select(segment => JsonPointer.Append("", segment))));
        var known = SchemaRule.At(schema.Document, above)?.Keys() ?? [];
        var place = above.Length == 0 ? "" : $" in '{JsonPointer.Show(above)}'";
        errors.Add(
            parent.KeyLocation(key),
            $"The key '{ShownText.Escape(key)}' is not known{place}.",
            NameSuggestion.For(key, known, "Known keys", "Remove it."));
    }

    private void AddMissing(SchemaRule rule, ConfigNode node, string[] segments)
    {
        foreach (var name in rule.Required())
        {
            if (node[name] is null)
            {
                var place = segments.Length == 0 ? "the file" : $"'{JsonPointer.Show(segments)}'";
                var about = rule.Property(name)?.Description() ?? "See the schema.";
                errors.Add(node.Location, $"The key '{name}' is missing in {place}.", $"Add it. {about}");
            }
        }
    }

    private static (string Message, string Fix) Say(JsonSchemaError error, SchemaRule rule, ConfigNode node, string shown)
    {
        var example = rule.Example() is { } text ? $"Example: {text}" : "See the schema.";
        var about = rule.Description() ?? example;
        switch (error.Keyword)
        {
            case "type":
                return ($"{shown} must be {rule.Kind()}, not {Kind(node.Json)}.", example);
            case "enum":
            case "const":
                return ($"{shown} can't be '{Value(node)}'.", NameSuggestion.For(node.Text ?? "", rule.Values(), "Possible values", example));
            case "pattern":
                return ($"{shown} can't be '{Value(node)}'.", about);
            case "minLength":
                return ($"{shown} is empty.", about);
            case "maxLength":
                return ($"{shown} has more than {rule.Bound("maxLength")} characters.", about);
            case "minimum":
                return ($"{shown} must be at least {rule.Bound("minimum")}, not {Value(node)}.", about);
            case "maximum":
                return ($"{shown} must be at most {rule.Bound("maximum")}, not {Value(node)}.", about);
            case "minItems":
            case "minProperties":
                return ($"{shown} must have at least {rule.Bound(error.Keyword)} entry.", about);
            case "maxItems":
            case "maxProperties":
                return ($"{shown} has more than {rule.Bound(error.Keyword)} entries.", about);
            default:
                return ($"{shown} does not fit ({error.Keyword}).", about);
        }
    }

    private static string Value(ConfigNode node) => node.Shown;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
