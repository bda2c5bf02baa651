using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodexMcp.JsonSchema;

/// <summary>Writes parts of values into sentences: escaped, so that nothing hides or forges text, and cut short.</summary>
internal static class Text
{
    /// <summary>How much of a value's text a message may show.</summary>
    private const int MaxShown = 80;

    /// <summary>A value in a few words: scalars as they are, containers by their kind and size.</summary>
    public static string Show(in JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quote(JsonText.ToText(value, MaxShown + 1)),
        JsonValueKind.Number => Printable(JsonText.RawStart(value, MaxShown + 1), MaxShown),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"an array of {Count(value.GetArrayLength(), "item")}",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };

    public static string Quote(string text) => $"\"{Printable(text, MaxShown).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>At most so many characters, with everything that is invisible or changes direction written as <c>\uXXXX</c>.</summary>
    public static string Printable(string text, int max)
    {
        var plain = text.Length <= max;
        for (var i = 0; plain && i < text.Length; i++)
        {
            plain = text[i] is >= ' ' and <= '~';
        }

        if (plain)
        {
            return text;
        }

        var printable = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (printable.Length >= max)
            {
                return printable.Append('…').ToString();
            }

            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) && IsVisible(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                printable.Append(c).Append(text[++i]);
            }
            else if (c == ' ' || !char.IsSurrogate(c) && IsVisible(CharUnicodeInfo.GetUnicodeCategory(c)))
            {
                printable.Append(c);
            }
            else
            {
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        return printable.ToString();
    }

    private static bool IsVisible(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
