using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodexMcp.Host.Console.Html;

/// <summary>
/// Makes visible what is made to deceive whoever reads a page: control characters, direction marks, characters of no width, halves of a
/// pair. What people are asked about has been escaped before; this holds for all else that a page shows.
/// </summary>
internal static class HiddenCharacters
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(All());

    /// <summary>Gives the text with each of them as its number; the same instance when there is none. New lines and tabs stay.</summary>
    public static string Show(string text)
    {
        var first = text.AsSpan().IndexOfAny(Suspects);
        if (first < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 32).Append(text, 0, first);
        for (var index = first; index < text.Length; index++)
        {
            var character = text[index];
            if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                // Tags and variation selectors beyond the first plane carry text that nobody sees.
                if (character == '\uDB40')
                {
                    Number(shown, character);
                    Number(shown, text[index + 1]);
                }
                else
                {
                    shown.Append(character).Append(text[index + 1]);
                }

                index++;
            }
            else if (char.IsSurrogate(character) || Suspects.Contains(character))
            {
                Number(shown, character);
            }
            else
            {
                shown.Append(character);
            }
        }

        return shown.ToString();
    }

    private static void Number(StringBuilder text, char character) => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));

    private static string All()
    {
        var all = new StringBuilder("\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180E\u3164\uFEFF\uFFA0");
        foreach (var (first, last) in new[]
        {
            (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFFF9, 0xFFFB), (0xD800, 0xDFFF),
        })
        {
            for (var code = first; code <= last; code++)
            {
                all.Append((char)code);
            }
        }

        return all.ToString();
    }
}
