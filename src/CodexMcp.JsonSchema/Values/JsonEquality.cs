using System.Runtime.InteropServices;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Equality of JSON values as JSON Schema means it: 1 and 1.0 are equal, the order of properties does not count.</summary>
internal static class JsonEquality
{
    /// <summary>Below this depth values add nothing to a hash, so that hashing never goes deep.</summary>
    private const int HashDepth = 16;

    /// <summary>Objects with more properties than this are compared through a table.</summary>
    private const int SmallObject = 16;

    public static bool Same(in JsonElement left, in JsonElement right, EvaluationContext context)
    {
        var kind = left.ValueKind;
        if (kind != right.ValueKind)
        {
            return false;
        }

        switch (kind)
        {
            case JsonValueKind.String:
                return JsonText.Same(JsonText.Raw(left), JsonText.Raw(right));
            case JsonValueKind.Number:
                return NumberValue.Compare(JsonMarshal.GetRawUtf8Value(left), JsonMarshal.GetRawUtf8Value(right)) == 0;
            case JsonValueKind.Array or JsonValueKind.Object:
                if (!context.Enter())
                {
                    return false;
                }

                var same = kind == JsonValueKind.Array ? SameItems(left, right, context) : SameProperties(left, right, context);
                context.Leave();
                return same;
            default:
                return true;
        }
    }

    /// <summary>Equal values have equal hashes.</summary>
    public static int Hash(in JsonElement value, EvaluationContext? context, int depth = 0)
    {
        context?.Charge(1);
        var kind = value.ValueKind;
        switch (kind)
        {
            case JsonValueKind.String:
                return HashText(JsonText.Raw(value));
            case JsonValueKind.Number:
                return HashNumber(JsonMarshal.GetRawUtf8Value(value));
            case JsonValueKind.Array when depth < HashDepth:
                var items = new HashCode();
                items.Add(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    items.Add(Hash(item, context, depth + 1));
                }

                return items.ToHashCode();
            case JsonValueKind.Object when depth < HashDepth:
                // A sum does not depend on the order. A repeated name counts twice here, so such an object may not be found equal to one without.
                var properties = 0;
                foreach (var property in value.EnumerateObject())
                {
                    properties += HashCode.Combine(HashText(JsonText.RawName(property)), Hash(property.Value, context, depth + 1));
                }

                return HashCode.Combine(properties);
            default:
                return HashCode.Combine((int)kind);
        }
    }

    private static bool SameItems(in JsonElement left, in JsonElement right, EvaluationContext context)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return false;
        }

        using var others = right.EnumerateArray();
        foreach (var item in left.EnumerateArray())
        {
            if (!others.MoveNext() || !context.Charge(1) || !Same(item, others.Current, context))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameProperties(in JsonElement left, in JsonElement right, EvaluationContext context)
    {
        if (left.GetPropertyCount() > SmallObject || right.GetPropertyCount() > SmallObject)
        {
            return SameLargeObjects(left, right, context);
        }

        foreach (var property in left.EnumerateObject())
        {
            if (!context.Charge(1))
            {
                return false;
            }

            // Through the name on both sides, so that of a repeated name the last one counts.
            var name = JsonText.Unescape(JsonText.RawName(property));
            if (!right.TryFind(name, out var other) || !left.TryFind(name, out var own) || !Same(own, other, context))
            {
                return false;
            }
        }

        foreach (var property in right.EnumerateObject())
        {
            if (!left.TryFind(JsonText.Unescape(JsonText.RawName(property)), out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameLargeObjects(in JsonElement left, in JsonElement right, EvaluationContext context)
    {
        if (Table(left, context) is not { } own || Table(right, context) is not { } others || own.Count != others.Count)
        {
            return false;
        }

        foreach (var (name, value) in own)
        {
            if (!others.TryGetValue(name, out var other) || !Same(value, other, context))
            {
                return false;
            }
        }

        return true;
    }

    private static Dictionary<string, JsonElement>? Table(in JsonElement value, EvaluationContext context)
    {
        if (!context.Charge(value.GetPropertyCount()))
        {
            return null;
        }

        var table = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            table[JsonText.Name(property)] = property.Value;
        }

        return table;
    }

    private static int HashText(ReadOnlySpan<byte> raw)
    {
        var hash = new HashCode();
        hash.AddBytes(raw.Contains((byte)'\\') ? JsonText.Unescape(raw) : raw);
        return hash.ToHashCode();
    }

    private static int HashNumber(ReadOnlySpan<byte> raw)
    {
        Span<byte> buffer = raw.Length <= JsonNumber.StackSize ? stackalloc byte[JsonNumber.StackSize] : new byte[raw.Length];
        var number = JsonNumber.Parse(raw, buffer);
        var hash = new HashCode();
        hash.AddBytes(number.Digits);
        hash.Add(number.Exponent);
        hash.Add(number.Negative);
        return hash.ToHashCode();
    }
}
