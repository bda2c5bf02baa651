using System.Globalization;
using System.Text.Json;

namespace CodexMcp.Connectors.Sql;

/// <summary>
/// The values that are bound to a statement's marks: an array for <c>?</c> and <c>:1</c> in order, or an object for <c>:name</c>. A mark without a value is
/// not known here; the warehouse refuses it.
/// </summary>
internal sealed class SqlBinds(SqlReading reading, JsonElement parameters)
{
    private Dictionary<int, int>? places;

    /// <summary>Gives the value of the mark that begins there, or null.</summary>
    public JsonElement? ValueAt(int start)
    {
        var token = reading.Text.AsSpan(start);
        if (token.IsEmpty || parameters.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (IndexAt(start) is { } index)
        {
            return parameters.ValueKind == JsonValueKind.Array && index < parameters.GetArrayLength() ? parameters[index] : null;
        }

        return token[0] == ':' && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(Word(token[1..]), out var named) ? named : null;
    }

    /// <summary>Gives the place in the array of the value of a <c>?</c> or <c>:1</c> that begins there, from 0; null for every other mark.</summary>
    public int? IndexAt(int start)
    {
        if (reading.Text[start] == '?')
        {
            return Places().TryGetValue(start, out var place) ? place : null;
        }

        return reading.Text[start] == ':' && int.TryParse(Word(reading.Text.AsSpan(start + 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number - 1
            : null;
    }

    private Dictionary<int, int> Places()
    {
        if (places is null)
        {
            places = [];
            foreach (var token in reading.Tokens)
            {
                if (token.Kind == SqlTokenKind.Placeholder && reading.Text[token.Start] == '?')
                {
                    places.Add(token.Start, places.Count);
                }
            }
        }

        return places;
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return text[..length];
    }
}
