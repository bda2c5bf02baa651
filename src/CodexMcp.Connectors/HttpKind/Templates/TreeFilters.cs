using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Steps on objects within objects: maps, trees, colours.</summary>
internal static class TreeFilters
{
    /// <summary>An object as a list of its members: <c>{"a":1}</c> is <c>[{"name":"a","value":1}]</c>.</summary>
    public static JsonElement? Entries(JsonElement value, string _) => value.ValueKind != JsonValueKind.Object ? null : Json.Build(value, static (writer, from) =>
    {
        writer.WriteStartArray();
        foreach (var member in from.EnumerateObject())
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, member.Name);
            writer.WritePropertyName("value"u8);
            member.Value.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>
    /// A tree as a list, outside in: each object without the members that hold its children, with <c>parent</c>, the id of the nearest object above that has
    /// one. The parameter names those members, between commas.
    /// </summary>
    public static JsonElement? Walk(JsonElement value, string children) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? null
        : Json.Build((value, Names: children.Split(',')), static (writer, state) =>
        {
            writer.WriteStartArray();
            Walk(writer, state.value, state.Names, null);
            writer.WriteEndArray();
        });

    /// <summary>A colour of parts from 0 to 1 (<c>r</c>, <c>g</c>, <c>b</c> and perhaps <c>a</c>) as <c>#rrggbb</c>, or <c>#rrggbbaa</c> when it lets light through.</summary>
    public static JsonElement? HexColor(JsonElement value, string _)
    {
        if (Part(value, "r") is not { } red || Part(value, "g") is not { } green || Part(value, "b") is not { } blue)
        {
            return null;
        }

        var alpha = Part(value, "a") ?? 255;
        return Json.Text(string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}{(alpha == 255 ? "" : alpha.ToString("x2", CultureInfo.InvariantCulture))}"));
    }

    // The answer's own bound on depth bounds the recursion.
    private static void Walk(Utf8JsonWriter writer, JsonElement value, string[] names, string? parent)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Walk(writer, item, names, parent);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                if (member.Name != "parent" && !names.Contains(member.Name))
                {
                    member.WriteTo(writer);
                }
            }

            if (parent is not null)
            {
                writer.WriteString("parent"u8, parent);
            }

            writer.WriteEndObject();
            foreach (var name in names)
            {
                if (Json.Member(value, name) is { } inner)
                {
                    Walk(writer, inner, names, Json.String(value, "id") ?? parent);
                }
            }
        }
    }

    private static int? Part(JsonElement color, string name) =>
        Json.Member(color, name) is { ValueKind: JsonValueKind.Number } part && Json.Decimal(part) is { } number ? (int)Math.Round(Math.Clamp(number, 0, 1) * 255) : null;
}
