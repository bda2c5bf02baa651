using System.Text.Json;

namespace CodexMcp.Core.Configuration;

/// <summary>The part of a schema of ours that speaks about one value: followed by property, item and reference, which is all that our own schemas use.</summary>
internal readonly struct SchemaRule
{
    private readonly JsonElement root;
    private readonly JsonElement outer;
    private readonly JsonElement inner;

    private SchemaRule(JsonElement root, JsonElement rule)
    {
        this.root = root;
        outer = rule;
        inner = rule.TryGetProperty("$ref", out var reference) ? root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]) : rule;
    }

    internal static SchemaRule? At(JsonElement root, IReadOnlyList<string> segments)
    {
        SchemaRule? rule = new SchemaRule(root, root);
        for (var i = 0; i < segments.Count && rule is not null; i++)
        {
            rule = rule.Value.Property(segments[i]) ?? rule.Value.Child("additionalProperties") ?? rule.Value.Child("items");
        }

        return rule;
    }

    internal SchemaRule? Property(string name) =>
        inner.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var rule) ? new(root, rule) : null;

    internal IReadOnlyCollection<string> Keys() =>
        inner.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];

    internal IEnumerable<string> Required() =>
        inner.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];

    internal IReadOnlyCollection<string> Values() =>
        inner.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(value => value.ToString())] : [];

    internal string? Description() =>
        outer.TryGetProperty("description", out var text) || inner.TryGetProperty("description", out text) ? text.GetString() : null;

    internal string? Example() =>
        outer.TryGetProperty("examples", out var list) || inner.TryGetProperty("examples", out list) ? $"{list[0].GetRawText()}." : null;

    internal string Bound(string keyword) => inner.GetProperty(keyword).GetRawText();

    internal string Kind() => inner.GetProperty("type").GetString() switch
    {
        "object" => "a mapping",
        "array" => "a list",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "a string",
    };

    private SchemaRule? Child(string keyword) =>
        inner.TryGetProperty(keyword, out var rule) && rule.ValueKind == JsonValueKind.Object ? new(root, rule) : null;
}
