using System.Runtime.InteropServices;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>One schema object while it is compiled: its keywords with their types checked, and the way to compile what is inside.</summary>
internal sealed class SchemaReader
{
    private readonly SchemaCompiler _compiler;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly int _depth;

    public SchemaReader(SchemaCompiler compiler, JsonElement schema, SchemaLocation location, int depth)
    {
        _compiler = compiler;
        _depth = depth;
        Location = location;
        foreach (var property in schema.EnumerateObject())
        {
            var name = JsonText.Name(property);
            if (!_fields.TryAdd(name, property.Value))
            {
                throw Fail(name, "the keyword stands twice in one schema. Remove one.");
            }
        }
    }

    public SchemaLocation Location { get; }

    /// <summary>Set as soon as <c>$id</c> has been read.</summary>
    public SchemaResource Resource { get; set; } = null!;

    public JsonSchemaOptions Options => _compiler.Options;

    public IEnumerable<string> Names => _fields.Keys;

    public bool Has(string keyword) => _fields.ContainsKey(keyword);

    public bool TryGet(string keyword, out JsonElement value) => _fields.TryGetValue(keyword, out value);

    public JsonSchemaException Fail(string keyword, string problem) => Fail(Location.Child(keyword), $"`{Text.Printable(keyword, 80)}`: {problem}");

    public static JsonSchemaException Fail(SchemaLocation place, string problem) => new(place.ToString(), problem);

    public string? String(string keyword)
    {
        if (!TryGet(keyword, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? JsonText.ToText(value) : throw Fail(keyword, "must be a string. Correct it.");
    }

    public bool Boolean(string keyword) => TryGet(keyword, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fail(keyword, "must be true or false. Correct it."),
    };

    public NumberValue? Number(string keyword)
    {
        if (!TryGet(keyword, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            throw Fail(keyword, "must be a number. Correct it.");
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length > 1_000 || JsonNumber.Parse(raw, new byte[raw.Length]).IsAbsurd)
        {
            throw Fail(keyword, "has too many digits or an exponent that is too large. Use a smaller number.");
        }

        return new NumberValue(value);
    }

    /// <summary>A count of 0 or more; one too large to matter is held at the largest long.</summary>
    public long? Count(string keyword)
    {
        if (!TryGet(keyword, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value);
            if (JsonNumber.TryInteger(raw, out var integer) && integer >= 0)
            {
                return integer;
            }

            var number = JsonNumber.Parse(raw, new byte[raw.Length]);
            if (number.IsInteger && (!number.Negative || number.IsZero))
            {
                return number.Exponent > 18 ? long.MaxValue : ToLong(number);
            }
        }

        throw Fail(keyword, "must be an integer of 0 or more. Correct it.");
    }

    public List<string>? Strings(string keyword) =>
        TryGet(keyword, out var value) ? Strings(value, Location.Child(keyword), keyword) : null;

    public static List<string> Strings(JsonElement value, SchemaLocation place, string keyword)
    {
        var problem = $"`{keyword}` must be an array of different strings. Correct it.";
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Fail(place, problem);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !seen.Add(JsonText.ToText(item)))
            {
                throw Fail(place, problem);
            }
        }

        return [.. seen];
    }

    /// <summary>The members of a keyword that holds an object, by name.</summary>
    public IEnumerable<(string Name, JsonElement Value, SchemaLocation Place)> Members(string keyword)
    {
        if (!TryGet(keyword, out var value))
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Fail(keyword, "must be an object. Correct it.");
        }

        var place = Location.Child(keyword);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonText.Name(member);
            yield return seen.Add(name) ? (name, member.Value, place.Child(name)) : throw Fail(place.Child(name), "the name stands twice. Remove one.");
        }
    }

    public SchemaNode? Schema(string keyword) =>
        TryGet(keyword, out var value) ? _compiler.CompileNode(value, Location.Child(keyword), Resource, _depth + 1) : null;

    public SchemaNode[]? SchemaList(string keyword)
    {
        if (!TryGet(keyword, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            throw Fail(keyword, "must be an array of at least one schema. Correct it.");
        }

        var place = Location.Child(keyword);
        var nodes = new List<SchemaNode>();
        foreach (var item in value.EnumerateArray())
        {
            nodes.Add(_compiler.CompileNode(item, place.Child($"{nodes.Count}"), Resource, _depth + 1));
        }

        return [.. nodes];
    }

    public List<KeyValuePair<string, SchemaNode>> SchemaMap(string keyword)
    {
        var map = new List<KeyValuePair<string, SchemaNode>>();
        foreach (var (name, value, place) in Members(keyword))
        {
            map.Add(new(name, _compiler.CompileNode(value, place, Resource, _depth + 1)));
        }

        return map;
    }

    public SchemaPattern Pattern(string pattern, SchemaLocation place)
    {
        try
        {
            var parsed = SchemaPattern.Parse(pattern, Options);
            _compiler.AddPattern(parsed, place);
            return parsed;
        }
        catch (PatternException exception)
        {
            throw Fail(place, $"{Text.Quote(pattern)} is not a usable pattern: {exception.Message}");
        }
    }

    public void AddReference(Reference reference) => _compiler.AddReference(reference);

    private static long ToLong(JsonNumber number)
    {
        long value = 0;
        for (var i = 0; i < number.Exponent; i++)
        {
            value = value * 10 + (i < number.Digits.Length ? number.Digits[i] - '0' : 0);
        }

        return value;
    }
}
