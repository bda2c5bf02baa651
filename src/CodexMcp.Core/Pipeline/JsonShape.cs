using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CodexMcp.Core.Pipeline;

/// <summary>Bounds that hold for all arguments before any schema looks at them: size, depth, duplicate keys, numbers and text that others would read differently.</summary>
internal static class JsonShape
{
    /// <summary>The most UTF-8 bytes of one call's arguments.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>Objects up to this size are compared pair by pair, larger ones by a set.</summary>
    private const int SmallObject = 8;

    /// <summary>What is wrong with the arguments, as one sentence; null when nothing is.</summary>
    public static string? Problem(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return $"They must be a JSON object, got {Kind(arguments.ValueKind)}.";
        }

        var raw = JsonMarshal.GetRawUtf8Value(arguments);
        if (raw.Length > MaxBytes)
        {
            return $"They are {raw.Length} bytes long; the most is {MaxBytes}.";
        }

        if (!Utf8.IsValid(raw))
        {
            return "They are not valid UTF-8.";
        }

        return Walk(arguments, "", 1, raw.IndexOf("\\u"u8) >= 0);
    }

    private static string? Walk(JsonElement value, string path, int depth, bool hasEscapes)
    {
        if (depth > MaxDepth)
        {
            return $"They are nested deeper than {MaxDepth} levels.";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => WalkObject(value, path, depth, hasEscapes),
            JsonValueKind.Array => WalkArray(value, path, depth, hasEscapes),
            JsonValueKind.Number when !IsFinite(value) => $"{At(path)} is a number out of range.",
            JsonValueKind.String when hasEscapes && !IsText(value) => $"{At(path)} holds half of a surrogate pair, which is not text.",
            _ => null,
        };
    }

    private static string? WalkObject(JsonElement value, string path, int depth, bool hasEscapes)
    {
        var count = value.GetPropertyCount();
        var seen = count > SmallObject ? new HashSet<string>(count, StringComparer.Ordinal) : null;
        var index = 0;
        foreach (var property in value.EnumerateObject())
        {
            string name;
            try
            {
                name = property.Name;
            }
            catch (InvalidOperationException)
            {
                return $"A key in {At(path)} holds half of a surrogate pair, which is not text.";
            }

            if (seen is null ? SeenBefore(value, name, index) : !seen.Add(name))
            {
                return $"{At(path)} has the key '{ResolveStage.Shown(name)}' twice.";
            }

            index++;
            // Leaves need no path of their own unless something is wrong with them.
            if (NeedsWalk(property.Value, hasEscapes)
                && Walk(property.Value, $"{path}/{ResolveStage.Shown(name)}", depth + 1, hasEscapes) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? WalkArray(JsonElement value, string path, int depth, bool hasEscapes)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (NeedsWalk(item, hasEscapes) && Walk(item, $"{path}/{index}", depth + 1, hasEscapes) is { } problem)
            {
                return problem;
            }

            index++;
        }

        return null;
    }

    private static bool NeedsWalk(JsonElement value, bool hasEscapes) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array => true,
        JsonValueKind.Number => !IsFinite(value),
        JsonValueKind.String => hasEscapes && !IsText(value),
        _ => false,
    };

    private static bool SeenBefore(JsonElement value, string name, int before)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (before-- == 0)
            {
                return false;
            }

            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A number whose double is infinite means one thing to us and another to a vendor.</summary>
    private static bool IsFinite(JsonElement value) => value.TryGetDouble(out var number) && double.IsFinite(number);

    private static bool IsText(JsonElement value)
    {
        try
        {
            _ = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string At(string path) => path.Length == 0 ? "The object" : $"`{path}`";

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
