using System.Text.Json;
using CodexMcp.Connectors.HttpKind.Templates;

namespace CodexMcp.Connectors.HttpKind.Responses;

/// <summary>
/// One member of a result: a pointer with steps (<c>/created | epoch_iso</c>), a text with placeholders, a constant, or an object or list of which some
/// members are taken. What is unknown or empty is left out and costs no tokens.
/// </summary>
internal sealed class ResultNode
{
    private readonly Placeholder? source;
    private readonly Template? text;
    private readonly JsonElement? constant;
    private readonly (string Name, ResultNode Child)[]? take;
    private readonly RowRule[] where = [];

    private ResultNode(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when IsSource(json.GetString()!):
                source = Source(json.GetString()!, out _) ?? throw new FormatException("A result's source was not checked.");
                break;
            case JsonValueKind.String:
                text = Template.Parse(json.GetString()!);
                break;
            case JsonValueKind.Object:
                source = Source(Json.String(json, "from") ?? ".", out _) ?? throw new FormatException("A result's source was not checked.");
                take = Json.Member(json, "take") is { } members ? [.. members.EnumerateObject().Select(static member => (member.Name, new ResultNode(member.Value)))] : null;
                where = RowRule.Read(json);
                break;
            default:
                constant = json;
                break;
        }
    }

    /// <summary>Whether a text is a pointer with steps, and not a text with placeholders.</summary>
    public static bool IsSource(string text) => text == "." || text.StartsWith("/", StringComparison.Ordinal) || text.StartsWith(". ", StringComparison.Ordinal);

    /// <summary>Reads a pointer with steps; null with the reason.</summary>
    public static Placeholder? Source(string text, out string problem) => Placeholder.TryParse(text, out problem);

    /// <summary>Reads a checked node.</summary>
    public static ResultNode Parse(JsonElement json) => new(json);

    /// <summary>Gives the rows of a list: each element that passes, with the members that are taken.</summary>
    public List<JsonElement>? Rows(in TemplateScope scope)
    {
        if (source?.Value(scope) is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var rows = new List<JsonElement>(list.GetArrayLength());
        foreach (var row in list.EnumerateArray())
        {
            var inner = scope with { Answer = row };
            if (Passes(inner))
            {
                rows.Add(take is null ? Json.Build(row, static (writer, value) => Json.Copy(writer, value)) : Json.Build((this, inner), static (writer, state) => state.Item1.WriteTaken(writer, state.inner)));
            }
        }

        return rows;
    }

    /// <summary>Writes the member if there is something to write.</summary>
    public void WriteMember(Utf8JsonWriter writer, string name, in TemplateScope scope)
    {
        var value = source is not null ? source.Value(scope) : text is not null ? text.Value(scope) : constant;
        if (value is not { } there || Json.IsEmpty(there) || (there.ValueKind != JsonValueKind.Array && !Passes(scope with { Answer = there })))
        {
            return;
        }

        writer.WritePropertyName(name);
        WriteValue(writer, there, scope);
    }

    private void WriteValue(Utf8JsonWriter writer, JsonElement value, in TemplateScope scope)
    {
        if (take is null && (where.Length == 0 || value.ValueKind != JsonValueKind.Array))
        {
            Json.Copy(writer, value);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            WriteTaken(writer, scope with { Answer = value });
            return;
        }

        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            var inner = scope with { Answer = item };
            if (!Passes(inner))
            {
                continue;
            }

            if (take is null)
            {
                Json.Copy(writer, item);
            }
            else
            {
                WriteTaken(writer, inner);
            }
        }

        writer.WriteEndArray();
    }

    private void WriteTaken(Utf8JsonWriter writer, in TemplateScope scope)
    {
        writer.WriteStartObject();
        foreach (var (name, child) in take ?? [])
        {
            child.WriteMember(writer, name, scope);
        }

        writer.WriteEndObject();
    }

    private bool Passes(in TemplateScope scope)
    {
        foreach (var rule in where)
        {
            if (!rule.Passes(scope))
            {
                return false;
            }
        }

        return true;
    }
}
