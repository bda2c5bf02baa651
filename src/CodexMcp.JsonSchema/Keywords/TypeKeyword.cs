using System.Runtime.InteropServices;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary><c>type</c>: the kinds of value that are allowed.</summary>
internal sealed class TypeKeyword : Keyword
{
    private readonly Kinds _kinds;
    private readonly bool _integer;
    private readonly string _phrase;

    private TypeKeyword(SchemaLocation schema, Kinds kinds, bool integer, string phrase)
        : base(schema)
    {
        _kinds = kinds;
        _integer = integer;
        _phrase = phrase;
    }

    public static TypeKeyword Read(JsonElement type, SchemaReader reader)
    {
        List<string> names = type.ValueKind == JsonValueKind.String ? [JsonText.ToText(type)] : reader.Strings("type")!;
        if (names.Count == 0)
        {
            throw reader.Fail("type", "must name at least one type. Correct it.");
        }

        var kinds = Kinds.None;
        var integer = false;
        foreach (var name in names)
        {
            kinds |= name switch
            {
                "null" => Kinds.Null,
                "boolean" => Kinds.Boolean,
                "object" => Kinds.Object,
                "array" => Kinds.Array,
                "number" => Kinds.Number,
                "string" => Kinds.String,
                "integer" => Kinds.None,
                _ => throw reader.Fail("type", $"{Text.Quote(name)} is not a type. Use one of null, boolean, object, array, number, integer or string."),
            };
            integer |= name == "integer";
        }

        return new TypeKeyword(reader.Location, kinds, integer, string.Join(" or ", names.ConvertAll(Phrase)));
    }

    public override bool Evaluate(in JsonElement instance, EvaluationContext context, EvaluatedSet? evaluated)
    {
        if ((KindsOf.Value(instance.ValueKind) & _kinds) != 0 || _integer && instance.ValueKind == JsonValueKind.Number && IsInteger(instance))
        {
            return true;
        }

        return context.Collecting && context.Report(Schema, "type", $"{context.Subject} must be {_phrase}, got {Text.Show(instance)}.");
    }

    private static bool IsInteger(in JsonElement number)
    {
        var raw = JsonMarshal.GetRawUtf8Value(number);
        if (raw.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        Span<byte> buffer = raw.Length <= JsonNumber.StackSize ? stackalloc byte[JsonNumber.StackSize] : new byte[raw.Length];
        return JsonNumber.Parse(raw, buffer).IsInteger;
    }

    private static string Phrase(string name) => name switch
    {
        "null" => "null",
        "boolean" => "true or false",
        "object" or "array" or "integer" => $"an {name}",
        _ => $"a {name}",
    };
}
