using System.Text.Json.Nodes;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Host.OpenApi;

/// <summary>How much of a schema is said.</summary>
/// <param name="Depth">How many levels of objects and lists.</param>
/// <param name="Words">How many characters of each description.</param>
internal readonly record struct SchemaBudget(int Depth, int Words)
{
    /// <summary>From all to the least; the first that fits is taken.</summary>
    public static readonly SchemaBudget[] Inputs = [new(3, 160), new(3, 80), new(2, 60), new(1, 40), new(0, 20)];

    public static readonly SchemaBudget Output = new(3, 0);
}

/// <summary>How many values may still be written: a document whose schemas name each other many times would never end.</summary>
internal sealed class Room(int left)
{
    /// <summary>Takes one; false when there is none.</summary>
    public bool Take() => left-- > 0;

    /// <summary>Whether there is any left.</summary>
    public bool IsThere => left > 0;
}

/// <summary>Writes shapes as the JSON Schemas of a tool: arguments with all that an agent must know, results with no more than their form.</summary>
internal static class SchemaWriter
{
    private const int MostValues = 60;
    private const int MostMembers = 60;
    private const int MostOutput = 800;

    /// <summary>An argument, or a part of one. Bounds stand in its description too: clients drop them from the schema.</summary>
    public static JsonObject Input(SchemaShape shape, SchemaBudget budget, Room room, int depth = 0)
    {
        var schema = new JsonObject();
        if (shape.IsUnion || shape.Kind is not { } kind || !room.Take())
        {
            return schema;
        }

        schema["type"] = shape.IsNullable && depth > 0 ? new JsonArray(kind, "null") : kind;
        if (shape.Enum.Count is > 0 and <= MostValues && shape.IsScalar)
        {
            schema["enum"] = new JsonArray([.. shape.Enum.Select(static value => value.DeepClone())]);
            if (shape.IsNullable && depth > 0)
            {
                schema["enum"]!.AsArray().Add((JsonNode?)null);
            }
        }

        Bound("minLength", kind == "string" ? shape.MinLength : null);
        Bound("maxLength", kind == "string" ? shape.MaxLength : null);
        Bound("minimum", kind is "integer" or "number" ? shape.Minimum : null);
        Bound("maximum", kind is "integer" or "number" ? shape.Maximum : null);
        Bound("minItems", kind == "array" ? shape.MinItems : null);
        Bound("maxItems", kind == "array" ? shape.MaxItems : null);
        if (depth >= budget.Depth)
        {
            return schema;
        }

        if (kind == "array" && shape.Items is var (items, trail))
        {
            schema["items"] = Input(SchemaShape.Of(items, trail), budget, room, depth + 1);
        }
        else if (kind == "object" && shape.Properties.Count > 0)
        {
            var properties = new JsonObject();
            foreach (var (name, member, inner) in Members(shape).TakeWhile(_ => room.IsThere).Where(static member => !member.Shape.ReadOnly))
            {
                var written = Input(inner, budget, room, depth + 1);
                if (Clean(inner.Description, Math.Min(budget.Words, 60)) is { Length: > 0 } words)
                {
                    written["description"] = words;
                }

                properties[name] = written;
            }

            schema["properties"] = properties;
            Require(schema, shape, properties);
        }

        return schema;

        void Bound(string name, decimal? value)
        {
            if (value is { } number)
            {
                schema[name] = number;
            }
        }
    }

    /// <summary>A result, or a part of one. Systems leave out and null what their documents promise: only types are held to.</summary>
    public static JsonObject Output(SchemaShape shape, int depth = 0, Room? given = null)
    {
        var room = given ?? new Room(MostOutput);
        var schema = new JsonObject();
        if (shape.IsUnion || shape.Kind is not { } kind || !room.Take())
        {
            return schema;
        }

        schema["type"] = new JsonArray(kind == "integer" ? "number" : kind, "null");
        if (depth >= SchemaBudget.Output.Depth)
        {
            return schema;
        }

        if (kind == "array" && shape.Items is var (items, trail))
        {
            schema["items"] = Output(SchemaShape.Of(items, trail), depth + 1, room);
        }
        else if (kind == "object" && shape.Properties.Count > 0)
        {
            var properties = new JsonObject();
            foreach (var (name, _, inner) in Members(shape).TakeWhile(_ => room.IsThere).Where(static member => !member.Shape.WriteOnly))
            {
                properties[name] = Output(inner, depth + 1, room);
            }

            schema["properties"] = properties;
        }

        return schema;
    }

    /// <summary>What an argument is, in words: its own, then its default and its bounds.</summary>
    public static string Describe(string name, SchemaShape shape, string? own, int words)
    {
        var text = Clean(own ?? shape.Description, words);
        text = text.Length > 0 ? text : $"The {name.Replace('_', ' ')}.";
        var facts = new List<string>();
        if (shape.Default is { } value && value.ToJsonString() is { Length: < 40 } written)
        {
            facts.Add($"default {Clean(written.Trim('"'), 40)}");
        }

        if (shape.Minimum is not null || shape.Maximum is not null)
        {
            facts.Add(shape.Minimum is null ? $"at most {shape.Maximum}" : shape.Maximum is null ? $"at least {shape.Minimum}" : $"{shape.Minimum} to {shape.Maximum}");
        }

        if (shape.MaxLength is { } length)
        {
            facts.Add($"at most {length} characters");
        }

        if (shape.Kind == "string" && shape.Format is { Length: < 30 } format)
        {
            facts.Add(Clean(format, 30));
        }

        return facts.Count == 0 ? text : $"{text.TrimEnd('.')} ({string.Join(", ", facts)}).";
    }

    /// <summary>One line of a document's text: nothing in it hides or refers to a setting.</summary>
    public static string Clean(string? text, int words)
    {
        if (string.IsNullOrWhiteSpace(text) || words <= 0)
        {
            return "";
        }

        var line = string.Join(' ', VendorText.Clean(VendorText.Cut(text, 2_000), 2_000).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace("${", "$ {", StringComparison.Ordinal);
        if (line.Length <= words)
        {
            return line;
        }

        var end = line.LastIndexOf(". ", Math.Min(words, line.Length - 1), StringComparison.Ordinal);
        return end > words / 3 ? line[..(end + 1)] : VendorText.Shorten(line, words - 1);
    }

    /// <summary>Members with their shapes; a document with thousands of them is cut.</summary>
    public static IEnumerable<(string Name, bool Required, SchemaShape Shape)> Members(SchemaShape shape) => shape.Properties
        .OrderByDescending(member => shape.Required.Contains(member.Key)).Take(MostMembers)
        .Select(member => (member.Key, shape.Required.Contains(member.Key), SchemaShape.Of(member.Value.Schema, member.Value.Trail)));

    private static void Require(JsonObject schema, SchemaShape shape, JsonObject properties)
    {
        var required = shape.Required.Where(properties.ContainsKey).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(static name => JsonValue.Create(name))]);
        }
    }
}
