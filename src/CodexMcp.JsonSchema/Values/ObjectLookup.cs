using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Finds one property of an object, also among names that System.Text.Json cannot turn into text.</summary>
internal static class ObjectLookup
{
    public static bool TryFind(this in JsonElement value, ReadOnlySpan<byte> name, out JsonElement found)
    {
        try
        {
            return value.TryGetProperty(name, out found);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair stands in the way.
            return TryFindSlowly(value, name, out found);
        }
    }

    private static bool TryFindSlowly(in JsonElement value, ReadOnlySpan<byte> name, out JsonElement found)
    {
        var any = false;
        found = default;
        foreach (var property in value.EnumerateObject())
        {
            if (JsonText.Unescape(JsonText.RawName(property)).AsSpan().SequenceEqual(name))
            {
                found = property.Value;
                any = true;
            }
        }

        return any;
    }
}
