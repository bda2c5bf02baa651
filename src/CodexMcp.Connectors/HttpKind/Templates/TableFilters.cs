using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind.Templates;

/// <summary>Steps that give lists.</summary>
internal static class TableFilters
{
    /// <summary>An object of equally long lists as a list of objects: <c>{"a":[1,2],"b":[3,4]}</c> is <c>[{"a":1,"b":3},{"a":2,"b":4}]</c>.</summary>
    public static JsonElement? Columns(JsonElement value, string _)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var columns = value.EnumerateObject().Where(static column => column.Value.ValueKind == JsonValueKind.Array).ToArray();
        // The shortest column bounds the rows: a lying answer gives fewer rows, never wrong ones.
        var rows = columns.Length == 0 ? 0 : columns.Min(static column => column.Value.GetArrayLength());
        return Json.Build((columns, rows), static (writer, table) =>
        {
            // Each column is walked once: an index into a list of JSON is not free.
            var walks = table.columns.Select(static column => column.Value.EnumerateArray().GetEnumerator()).ToArray();
            writer.WriteStartArray();
            for (var row = 0; row < table.rows; row++)
            {
                writer.WriteStartObject();
                for (var i = 0; i < walks.Length; i++)
                {
                    walks[i].MoveNext();
                    writer.WritePropertyName(table.columns[i].Name);
                    walks[i].Current.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>An object's values as a list.</summary>
    public static JsonElement? Values(JsonElement value, string _) => value.ValueKind != JsonValueKind.Object ? null : Json.Build(value, static (writer, from) =>
    {
        writer.WriteStartArray();
        foreach (var member in from.EnumerateObject())
        {
            member.Value.WriteTo(writer);
        }

        writer.WriteEndArray();
    });

    /// <summary>An object of lists of objects as one list; each element gets the name of its list as a member of that name.</summary>
    public static JsonElement? Flatten(JsonElement value, string member) => value.ValueKind != JsonValueKind.Object ? null : Json.Build((value, member), static (writer, from) =>
    {
        writer.WriteStartArray();
        foreach (var list in from.value.EnumerateObject())
        {
            foreach (var item in list.Value.ValueKind == JsonValueKind.Array ? list.Value.EnumerateArray() : default)
            {
                if (item.ValueKind != JsonValueKind.Object)
                {
                    continue;
                }

                writer.WriteStartObject();
                writer.WriteString(from.member, list.Name);
                foreach (var part in item.EnumerateObject())
                {
                    if (part.Name != from.member)
                    {
                        part.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    });

    public static JsonElement? Count(JsonElement value, string _) => value.ValueKind == JsonValueKind.Array ? Json.Number(value.GetArrayLength()) : null;
}
