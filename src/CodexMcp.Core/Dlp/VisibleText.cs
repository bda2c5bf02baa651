using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodexMcp.Core.Dlp;

/// <summary>Makes visible what is made to deceive a reader: control characters, escape sequences, direction marks, characters of no width.</summary>
internal static class VisibleText
{
    private static readonly SearchValues<char> Hidden = SearchValues.Create(HiddenCharacters());

    /// <summary>Escapes what hides or deceives; the same instance when there is nothing of it. New lines and tabs stay.</summary>
    public static string Escape(string text)
    {
        var first = IndexOfHidden(text);
        if (first < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 32).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                if (IsHiddenPair(character, text[i + 1]))
                {
                    Number(result, character);
                    Number(result, text[i + 1]);
                }
                else
                {
                    result.Append(character).Append(text[i + 1]);
                }

                i++;
            }
            else if (character == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                result.Append(character); // a line end as Windows writes it
            }
            else if (char.IsSurrogate(character) || Hidden.Contains(character))
            {
                Number(result, character);
            }
            else
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    /// <summary>Gives the text without its hidden characters: what a reader would put together again.</summary>
    public static string Strip(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!Hidden.Contains(character))
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    /// <summary>Where there may be something to escape: line ends of Windows and some surrogate pairs turn out harmless.</summary>
    public static int IndexOfHidden(ReadOnlySpan<char> text) => text.IndexOfAny(Hidden);

    /// <summary>Escapes everything that is not printable ASCII.</summary>
    public static string Ascii(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 32);
        foreach (var character in text)
        {
            if (character is >= ' ' and <= '~')
            {
                result.Append(character);
            }
            else
            {
                Number(result, character);
            }
        }

        return result.ToString();
    }

    /// <summary>Escapes for a person who decides: what could pass for another character, too.</summary>
    public static string Shown(string text, bool escapeNewLines)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            AppendShown(result, character, escapeNewLines);
        }

        return result.ToString();
    }

    /// <summary>Appends one character as a person who decides should see it: ASCII and the letters of Latin-1 as they are, all else by number.</summary>
    public static void AppendShown(StringBuilder text, char character, bool escapeNewLines)
    {
        switch (character)
        {
            case '\n' when escapeNewLines:
                text.Append("\\n");
                break;
            case '\t' when escapeNewLines:
                text.Append("\\t");
                break;
            case '\n' or (>= ' ' and <= '~'):
            // Beside ß-like letters Latin-1 has spaces, hyphens, quotes and fractions that pass for others.
            case >= '\u00C0' and <= '\u00FF' and not ('\u00D7' or '\u00F7'):
                text.Append(character);
                break;
            default:
                Number(text, character);
                break;
        }
    }

    private static void Number(StringBuilder text, char character) =>
        text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));

    /// <summary>Tags (U+E0000 to U+E007F) and supplementary variation selectors (U+E0100 to U+E01EF) carry text that nobody sees.</summary>
    private static bool IsHiddenPair(char high, char low) =>
        high == '\uDB40' && low is (>= '\uDC00' and <= '\uDC7F') or (>= '\uDD00' and <= '\uDDEF');

    private static string HiddenCharacters()
    {
        var all = new StringBuilder();
        void Range(int first, int last)
        {
            for (var code = first; code <= last; code++)
            {
                all.Append((char)code);
            }
        }

        Range(0x00, 0x08);
        Range(0x0B, 0x1F);
        Range(0x7F, 0x9F);
        Range(0x200B, 0x200F); // zero width, left-to-right and right-to-left marks
        Range(0x2028, 0x202E); // line separators, embeddings and overrides
        Range(0x2060, 0x206F); // joiners, isolates, invisible operators
        Range(0xFE00, 0xFE0D); // variation selectors that no emoji uses
        Range(0xFFF9, 0xFFFB);
        Range(0xDB40, 0xDB40); // leads to tags and supplementary variation selectors
        all.Append("\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180E\u3164\uFEFF\uFFA0");
        return all.ToString();
    }
}
