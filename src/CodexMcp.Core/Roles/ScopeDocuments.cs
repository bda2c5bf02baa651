using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodexMcp.Core.Configuration;
using CodexMcp.JsonSchema;

namespace CodexMcp.Core.Roles;

/// <summary>
/// Checks texts of a scope that are documents themselves: where the connector's scope schema has <c>contentSchema</c>, the text is YAML that must fit it. A
/// role names such a file as <c>${file:rules/x.yaml}</c>; errors name that file, line and column.
/// </summary>
internal static class ScopeDocuments
{
    /// <summary>Notes every error of every document below a value.</summary>
    /// <param name="schema">The schema of the value.</param>
    /// <param name="node">The value.</param>
    /// <param name="errors">Takes the errors.</param>
    internal static void Check(JsonElement schema, ConfigNode node, ConfigurationErrors errors)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("contentSchema", out var content) && node.Text is { } text)
        {
            CheckDocument(content, node, text, errors);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (node[property.Name] is { } member)
                {
                    Check(property.Value, member, errors);
                }
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var item in node.Items)
            {
                Check(items, item, errors);
            }
        }
    }

    private static void CheckDocument(JsonElement schema, ConfigNode node, string text, ConfigurationErrors errors)
    {
        var file = FileOf(node);
        if (YamlTree.Read(file ?? node.Location.Path, Encoding.UTF8.GetBytes(text), errors) is not { } tree)
        {
            return;
        }

        foreach (var error in JsonSchema.JsonSchema.Compile(schema).Validate(tree.Json))
        {
            // What does not come from a file of the role may be a secret: no sentence about its content is shown.
            var place = error.InstancePath.Length == 0 ? "The document" : $"'{JsonPointer.Show(JsonPointer.Split(error.InstancePath))}'";
            errors.Add(
                file is null ? node.Location : tree.Locate(error.InstancePath),
                file is null ? $"A document of the scope does not fit ({error.Keyword})." : $"{place} does not fit ({error.Keyword}).",
                file is null ? "Check the value that it resolves to." : error.Message);
        }

        if (file is not null)
        {
            Patterns(schema, tree.Root, errors);
        }
    }

    // The format is ours: a pattern of .NET that runs in linear time, whatever text it meets.
    private static void Patterns(JsonElement schema, ConfigNode node, ConfigurationErrors errors)
    {
        if (schema.TryGetProperty("format", out var format) && format.ValueEquals("linear-regex") && node.Text is { } pattern)
        {
            try
            {
                _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                errors.Add(node.Location, $"'{node.Shown}' is not a pattern that can be used.", "Write one without lookaround, backreferences and atomic groups, which can't be matched in linear time.");
            }
        }

        foreach (var member in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default)
        {
            if (node[member.Name] is { } value)
            {
                Patterns(member.Value, value, errors);
            }
        }

        foreach (var item in schema.TryGetProperty("items", out var items) ? node.Items : [])
        {
            Patterns(items, item, errors);
        }
    }

    /// <summary>The path of the role's own file that the whole text is taken from, as errors show it; null for any other text.</summary>
    private static string? FileOf(ConfigNode node)
    {
        var raw = node.Node.Text;
        return raw.StartsWith("${file:", StringComparison.Ordinal) && raw.IndexOf('}', StringComparison.Ordinal) == raw.Length - 1
            ? $"{node.Location.Path[..(node.Location.Path.LastIndexOf('/') + 1)]}{raw[7..^1]}"
            : null;
    }
}
