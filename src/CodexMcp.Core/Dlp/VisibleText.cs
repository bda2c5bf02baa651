using System.Globalization;
using System.Text;

namespace CodexMcp.Core.Dlp;

/// <summary>Makes visible what is made to deceive a reader: control characters, escape sequences, direction marks, characters of no width.</summary>
internal static class VisibleText
{
    /// <summary>Escapes what hides or deceives; the same instance when there is nothing of it. New lines and tabs stay, and so does what a script or an emoji needs.</summary>
    public static string Escape(string text) => Rewrite(text, escape: true);

    /// <summary>Gives the text without its hidden characters: what a reader would put together again.</summary>
    public static string Strip(string text) => Rewrite(text, escape: false);

    /// <summary>Where there may be something to escape: line ends of Windows, joined emoji and some surrogate pairs turn out harmless.</summary>
    public static int IndexOfHidden(ReadOnlySpan<char> text) => text.IndexOfAny(Invisible.Suspects);

    private static string Rewrite(string text, bool escape)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var i = IndexOfHidden(text); i >= 0 && i < text.Length;)
        {
            var hidden = Invisible.LengthAt(text, i);
            if (hidden == 0)
            {
                i += char.IsHighSurrogate(text[i]) ? 2 : 1;
            }
            else
            {
                result = (result ?? new StringBuilder(text.Length + 32)).Append(text, copied, i - copied);
                for (copied = i + hidden; escape && i < copied; i++)
                {
                    Number(result, text[i]);
                }

                i = copied;
            }

            var next = i < text.Length ? IndexOfHidden(text.AsSpan(i)) : -1;
            i = next < 0 ? -1 : i + next;
        }

        return result?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }

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
}
