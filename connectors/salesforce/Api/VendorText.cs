namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Makes a vendor's text fit to be repeated to an agent: one line, bounded, nothing in it that hides or reorders.</summary>
internal static class VendorText
{
    public static string Clean(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var cut = text.Length > maxLength;
        var length = cut ? maxLength : text.Length;
        // Half of a surrogate pair is no text.
        length -= length > 0 && char.IsHighSurrogate(text[length - 1]) ? 1 : 0;
        return string.Concat(string.Create(length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsPlain(from, i) ? from[i] : ' ';
            }
        }), cut ? "…" : "");
    }

    /// <summary>The beginning of a text; half of a surrogate pair is not left at its end.</summary>
    public static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    private static bool IsPlain(string text, int at)
    {
        var c = text[at];
        if (char.IsSurrogate(c))
        {
            return char.IsHighSurrogate(c) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1]);
        }

        // Format characters hold the bidirectional controls, the zero-width ones and the byte order mark.
        return char.GetUnicodeCategory(c) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
            or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned);
    }
}
