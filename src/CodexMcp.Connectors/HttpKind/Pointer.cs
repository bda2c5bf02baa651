using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>An RFC 6901 pointer into an answer. <c>.</c> stands for the whole.</summary>
internal sealed class Pointer
{
    private readonly string[] segments;

    private Pointer(string[] segments) => this.segments = segments;

    /// <summary>The whole answer.</summary>
    public static Pointer Whole { get; } = new([]);

    /// <summary>Reads a pointer; null when the text is none.</summary>
    public static Pointer? TryParse(string text)
    {
        if (text is "." or "")
        {
            return Whole;
        }

        if (text[0] != '/')
        {
            return null;
        }

        var segments = text[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = segments[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return new(segments);
    }

    /// <summary>Reads a pointer that was checked before.</summary>
    public static Pointer Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is not a JSON pointer.");

    /// <summary>Gives what is there and not null.</summary>
    public JsonElement? In(JsonElement value)
    {
        foreach (var segment in segments)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when value.TryGetProperty(segment, out var member):
                    value = member;
                    break;
                case JsonValueKind.Array when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength():
                    value = value[index];
                    break;
                default:
                    return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }
}
