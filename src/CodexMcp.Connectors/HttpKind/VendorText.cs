using System.Globalization;

namespace CodexMcp.Connectors.HttpKind;

/// <summary>Makes a vendor's words fit to be repeated in a sentence to an agent: one line, bounded, nothing in it that hides or reorders.</summary>
internal static class VendorText
{
    private const int Longest = 300;

    /// <summary>Gives the words, or an empty text.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var clean = new System.Text.StringBuilder(Math.Min(text.Length, Longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= Longest)
            {
                return clean.ToString().TrimEnd() + "…";
            }

            if (IsPlain(rune) && rune.Value != ' ')
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>A vendor's code if it looks like one.</summary>
    public static string? Code(string? code) =>
        code is { Length: > 0 and <= 80 } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or ' ') ? code : null;

    private static bool IsPlain(System.Text.Rune rune) => rune != System.Text.Rune.ReplacementChar && System.Text.Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.SpaceSeparator);
}
