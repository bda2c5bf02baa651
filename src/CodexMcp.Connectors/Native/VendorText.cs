using System.Globalization;

namespace CodexMcp.Connectors.Native;

/// <summary>Makes a vendor's text fit to be repeated to an agent: bounded, nothing in it that hides or reorders.</summary>
public static class VendorText
{
    /// <summary>One line of at most <paramref name="maxLength"/> characters.</summary>
    public static string Clean(string? text, int maxLength) => string.IsNullOrEmpty(text)
        ? ""
        : Map(text.Length > maxLength ? Shorten(text, maxLength) : text, lines: false);

    /// <summary>The whole text with its lines, without what hides or reorders.</summary>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Map(text, lines: true);
    }

    /// <summary>The first <paramref name="maxLength"/> characters and an ellipsis.</summary>
    public static string Shorten(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);

        // Half of a surrogate pair is no text.
        return text[..(maxLength - (maxLength > 0 && char.IsHighSurrogate(text[maxLength - 1]) ? 1 : 0))] + "…";
    }

    /// <summary>The beginning of a text, without an ellipsis.</summary>
    public static string Cut(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    private static string Map(string text, bool lines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsPlain(text, i, lines))
            {
                return string.Create(text.Length, (text, lines), static (span, state) =>
                {
                    for (var i = 0; i < span.Length; i++)
                    {
                        span[i] = IsPlain(state.text, i, state.lines) ? state.text[i] : ' ';
                    }
                });
            }
        }

        return text;
    }

    private static bool IsPlain(string text, int at, bool lines)
    {
        var c = text[at];
        if (c is >= ' ' and <= '~')
        {
            return true;
        }

        if (c is '\n' or '\t')
        {
            return lines;
        }

        if (char.IsSurrogate(c))
        {
            return char.IsHighSurrogate(c) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1]);
        }

        // Format characters hold the bidirectional controls, the zero-width ones and the byte order mark.
        return char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
    }
}
