using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Roles;

namespace CodexMcp.Core.Pipeline;

/// <summary>A result cut at the end of a row.</summary>
internal sealed record CutResult(JsonElement Structured, int Kept, int Total);

/// <summary>
/// Cuts the rows of a result to the size cap. The root then says so: <c>truncated</c>, <c>returned_rows</c>, <c>notice</c> and
/// <c>continuation</c>, as far as the tool's output schema has a place for them; without one for the continuation nothing is cut.
/// </summary>
internal static class ResultCutter
{
    private const string Truncated = "truncated";
    private const string ReturnedRows = "returned_rows";
    private const string Notice = "notice";
    private const string Continuation = "continuation";

    /// <summary>Room for the four members besides the rows; what does not fit after all costs another row.</summary>
    private const int Overhead = 512;

    /// <summary>Gives the cut result; null when not even one row fits or the rest could not be fetched.</summary>
    public static CutResult? Cut(RoleTool tool, ToolResult result, int cap)
    {
        var definition = tool.Definition;
        if (definition.ItemsPointer is not { } pointer
            || result.ContinueAfter is not { } continueAfter
            || !Allows(definition, Continuation)
            || Find(result.Structured, pointer) is not { ValueKind: JsonValueKind.Array } rows)
        {
            return null;
        }

        var total = rows.GetArrayLength();
        var kept = Fitting(rows, cap - Overhead - (Length(result.Structured) - Length(rows)));
        while (kept > 0)
        {
            var structured = Build(definition, result.Structured, pointer, kept, total, continueAfter(kept));
            var over = Length(structured) - cap;
            if (over <= 0)
            {
                return tool.Output is { } schema && !schema.IsValid(structured) ? null : new CutResult(structured, kept, total);
            }

            // As many rows as hold the excess, from the end; at least one.
            for (var dropped = 0; kept > 0 && dropped < over;)
            {
                dropped += Length(rows[--kept]) + 1;
            }
        }

        return null;
    }

    private static int Fitting(JsonElement rows, int room)
    {
        var count = 0;
        foreach (var row in rows.EnumerateArray())
        {
            room -= Length(row) + 1;
            if (room < 0)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private static JsonElement Build(ToolDefinition definition, JsonElement root, string pointer, int kept, int total, string token) =>
        JsonText.Build((definition, root, pointer, kept, total, token), static (writer, state) =>
        {
            var (definition, root, pointer, kept, total, token) = state;
            writer.WriteStartObject();
            foreach (var property in root.EnumerateObject())
            {
                if (!IsOurs(definition, property.Name))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, Step(pointer, property.Name), kept);
                }
            }

            if (Allows(definition, Truncated))
            {
                writer.WriteBoolean(Truncated, true);
            }

            if (Allows(definition, ReturnedRows))
            {
                writer.WriteNumber(ReturnedRows, kept);
            }

            if (Allows(definition, Notice))
            {
                writer.WriteString(Notice, Sentence(definition, root, kept, total));
            }

            writer.WriteString(Continuation, token);
            writer.WriteEndObject();
        });

    private static string Sentence(ToolDefinition definition, JsonElement root, int kept, int total)
    {
        var next = definition.ContinuationArgument is { } argument
            ? $"Call {definition.Name} again with {argument} set to the continuation for the rest, or ask for less."
            : "Ask for less, or go on from the continuation.";
        var before = root.TryGetProperty(Notice, out var notice) && notice.ValueKind == JsonValueKind.String ? notice.GetString() + " " : "";
        return $"{before}Only the first {kept} of {total} rows are here: the result was cut at the size cap. {next}";
    }

    /// <summary>Copies a value; where the pointer ends, only the first rows.</summary>
    private static void Write(Utf8JsonWriter writer, JsonElement value, string? pointer, int kept)
    {
        if (pointer is null)
        {
            value.WriteTo(writer);
        }
        else if (pointer.Length == 0)
        {
            writer.WriteStartArray();
            foreach (var row in value.EnumerateArray().Take(kept))
            {
                row.WriteTo(writer);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            foreach (var property in value.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, Step(pointer, property.Name), kept);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>The rest of the pointer below that name, or null when it leads elsewhere. The way to rows goes through objects only.</summary>
    private static string? Step(string pointer, string name)
    {
        var escaped = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        if (!pointer.AsSpan(1).StartsWith(escaped, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = pointer[(escaped.Length + 1)..];
        return rest.Length == 0 || rest[0] == '/' ? rest : null;
    }

    private static JsonElement? Find(JsonElement value, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }

    private static bool IsOurs(ToolDefinition definition, string name) =>
        name == Continuation || (name is Truncated or ReturnedRows or Notice && Allows(definition, name));

    /// <summary>Whether the output schema has a place for a member of the root.</summary>
    private static bool Allows(ToolDefinition definition, string member)
    {
        if (definition.OutputSchema is not { ValueKind: JsonValueKind.Object } schema)
        {
            return true;
        }

        return (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member, out _))
            || !(IsFalse(schema, "additionalProperties") || IsFalse(schema, "unevaluatedProperties"));
    }

    private static bool IsFalse(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.False;

    private static int Length(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;
}
