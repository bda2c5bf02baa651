using System.Buffers;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Tools;

/// <summary>Writes the body of a search. Values are written as values: nothing an agent sends becomes structure.</summary>
internal static class SearchBody
{
    public static byte[] Of(ToolInvocation invocation, int limit, string after)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("filterGroups");
            foreach (var group in Json.Items(Arguments.Any(invocation, "filter_groups")).Where(static group => group.GetArrayLength() > 0))
            {
                writer.WriteStartObject();
                writer.WriteStartArray("filters");
                foreach (var filter in Json.Items(group))
                {
                    Filter(writer, filter);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Texts(writer, "sorts", Arguments.Texts(invocation, "sorts"));
            if (Arguments.Text(invocation, "query") is { } query)
            {
                writer.WriteString("query", query);
            }

            Texts(writer, "properties", Arguments.Texts(invocation, "properties"));
            writer.WriteNumber("limit", limit);
            if (after.Length > 0)
            {
                writer.WriteString("after", after);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Filter(Utf8JsonWriter writer, JsonElement filter)
    {
        writer.WriteStartObject();
        writer.WriteString("propertyName", Json.Text(filter, "property"));
        writer.WriteString("operator", Json.Text(filter, "operator"));
        foreach (var (name, member) in (ReadOnlySpan<(string, string)>)[("value", "value"), ("high_value", "highValue")])
        {
            if (Arguments.Text(Json.Member(filter, name), name) is { } value)
            {
                writer.WriteString(member, value);
            }
        }

        var values = Json.Member(filter, "values");
        if (values.ValueKind == JsonValueKind.Array)
        {
            Texts(writer, "values", [.. values.EnumerateArray().Select(static value => Arguments.Text(value, "values") ?? "")]);
        }

        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
