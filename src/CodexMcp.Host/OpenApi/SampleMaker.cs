using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.JsonSchema;

namespace CodexMcp.Host.OpenApi;

/// <summary>Makes values that fit: the document's own example where it does, else one from the schema.</summary>
internal static class SampleMaker
{
    private const int MaxDepth = 4;
    private const int MostNodes = 500;
    private const int MostMembers = 40;
    private const int MostBytes = 8 * 1024;

    /// <summary>Gives the first of the given values that fits the schema and is of a modest size, or makes one.</summary>
    public static JsonNode? Fitting(JsonObject schema, SchemaShape shape, IEnumerable<JsonNode?> given, bool result, Room? room = null)
    {
        foreach (var example in given.Append(shape.Example))
        {
            if (example is not null && example.ToJsonString().Length < MostBytes && Plain(example) is var plain && Fits(schema, plain))
            {
                return plain;
            }
        }

        return Make(shape, 0, result, room);
    }

    /// <summary>Whether a value fits a schema that can be used.</summary>
    public static bool Fits(JsonObject schema, JsonNode? value)
    {
        try
        {
            return CodexMcp.JsonSchema.JsonSchema.Compile(Element(schema)).IsValid(Element(value));
        }
        catch (JsonSchemaException)
        {
            return false;
        }
    }

    /// <summary>The same as an element.</summary>
    public static JsonElement Element(JsonNode? node)
    {
        using var document = JsonDocument.Parse(node?.ToJsonString() ?? "null");
        return document.RootElement.Clone();
    }

    /// <summary>A value made of the schema alone.</summary>
    public static JsonNode? Make(SchemaShape shape, int depth, bool result, Room? given = null)
    {
        var room = given ?? new Room(MostNodes);
        if (!room.Take())
        {
            return shape.Kind == "array" ? new JsonArray() : shape.Kind == "object" || shape.IsUnion ? new JsonObject() : null;
        }

        if (shape.Enum.Count > 0)
        {
            return Plain(shape.Enum[0]);
        }

        switch (shape.Kind)
        {
            case "boolean":
                return true;
            case "integer" or "number":
                return Math.Clamp(1, shape.Minimum ?? decimal.MinValue, Math.Max(shape.Maximum ?? decimal.MaxValue, shape.Minimum ?? decimal.MinValue));
            case "array":
                return depth < MaxDepth && shape.Items is var (items, trail)
                    ? new JsonArray([.. Enumerable.Range(0, Math.Clamp(shape.MinItems ?? 1, 1, 5)).Select(_ => Make(SchemaShape.Of(items, trail), depth + 1, result, room))])
                    : new JsonArray();
            case "object":
                var members = new JsonObject();
                foreach (var (name, required, inner) in depth < MaxDepth ? SchemaWriter.Members(shape).TakeWhile(_ => room.IsThere).Take(MostMembers) : [])
                {
                    if (result ? !inner.WriteOnly : required && !inner.ReadOnly)
                    {
                        members[name] = Make(inner, depth + 1, result, room);
                    }
                }

                return members;
            case "string":
                return Text(shape);
            default:
                return shape.IsUnion ? new JsonObject() : "sample";
        }
    }

    private static string Text(SchemaShape shape)
    {
        var text = shape.Format switch
        {
            "date" => "2026-01-15",
            "date-time" => "2026-01-15T09:30:00Z",
            "uuid" => "00000000-0000-4000-8000-000000000001",
            "email" => "ada@larkspur.example",
            "uri" or "url" => "https://larkspur.example/1",
            "byte" or "binary" => "c2FtcGxl",
            _ => "sample",
        };
        text = text.PadRight(Math.Min(shape.MinLength ?? 0, 1_000), 'x');
        return shape.MaxLength is { } most && text.Length > most ? text[..Math.Max(0, most)] : text;
    }

    /// <summary>A copy without braces in its texts: the simulator would take them for placeholders.</summary>
    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(static member => KeyValuePair.Create(member.Key, Plain(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Plain)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(value.GetValue<string>().Replace('{', '(').Replace('}', ')')),
        _ => node?.DeepClone(),
    };
}
