using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodexMcp.Core.Dlp;

/// <summary>
/// Which characters nobody can see, or deceive whoever sees them. Some are part of how a script or an emoji is written, and only where they stand tells: a
/// joiner between two emoji, a non-joiner between two letters that would join, one emoji selector behind a symbol.
/// </summary>
internal static class Invisible
{
    private const char NonJoiner = '\u200C';
    private const char Joiner = '\u200D';
    private const char TextSelector = '\uFE0E';
    private const char EmojiSelector = '\uFE0F';
    private const char KeycapEnd = '\u20E3';

    /// <summary>Where a closer look is needed; nearly every text has none of these.</summary>
    public static readonly SearchValues<char> Suspects = SearchValues.Create(All());

    /// <summary>How many chars at an index are hidden: 0 for what may be seen, 2 for a surrogate pair.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at)
    {
        var character = text[at];
        if (char.IsSurrogate(character))
        {
            return !char.IsHighSurrogate(character) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]) ? 1 // half a character is none
                : IsHidden(char.ConvertToUtf32(character, text[at + 1])) ? 2 : 0;
        }

        return character switch
        {
            _ when !Suspects.Contains(character) => 0,
            '\r' when at + 1 < text.Length && text[at + 1] == '\n' => 0, // a line end as Windows writes it
            Joiner when JoinsEmoji(text, at) || JoinsLetters(text, at) => 0,
            NonJoiner when JoinsLetters(text, at) => 0,
            TextSelector or EmojiSelector when SelectsSymbol(text, at) => 0,
            _ => 1,
        };
    }

    private static bool JoinsEmoji(ReadOnlySpan<char> text, int at)
    {
        var before = at;
        var symbol = Before(text, ref before);
        while (symbol is TextSelector or EmojiSelector or (>= 0x1F3FB and <= 0x1F3FF))
        {
            symbol = Before(text, ref before);
        }

        return IsSymbol(symbol) && IsSymbol(After(text, at + 1));
    }

    /// <summary>Between two letters of a script that joins them (Arabic and its kin), or behind the sign that takes an Indic letter's vowel.</summary>
    private static bool JoinsLetters(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || at + 1 >= text.Length)
        {
            return false;
        }

        var (before, after) = (text[at - 1], text[at + 1]);
        return (IsCursive(before) && IsCursive(after)) || (IsVirama(before) && IsIndic(after));
    }

    private static bool SelectsSymbol(ReadOnlySpan<char> text, int at)
    {
        var before = at;
        var symbol = Before(text, ref before);
        return symbol is '#' or '*' or (>= '0' and <= '9') ? at + 1 < text.Length && text[at + 1] == KeycapEnd : IsSymbol(symbol);
    }

    private static int Before(ReadOnlySpan<char> text, ref int at)
    {
        if (at == 0)
        {
            return -1;
        }

        at--;
        return char.IsLowSurrogate(text[at]) && at > 0 && char.IsHighSurrogate(text[at - 1]) ? char.ConvertToUtf32(text[--at], text[at + 1]) : text[at];
    }

    private static int After(ReadOnlySpan<char> text, int at) =>
        at >= text.Length ? -1
        : char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? char.ConvertToUtf32(text[at], text[at + 1])
        : text[at];

    private static bool IsSymbol(int code) => code
        is 0xA9 or 0xAE or 0x203C or 0x2049 or 0x2122 or 0x2139 or 0x3030 or 0x303D or 0x3297 or 0x3299
        or (>= 0x2190 and <= 0x21FF) or (>= 0x2300 and <= 0x23FF) or 0x24C2 or (>= 0x25A0 and <= 0x27BF) or (>= 0x2900 and <= 0x297F) or (>= 0x2B00 and <= 0x2BFF)
        or (>= 0x1F000 and <= 0x1FAFF);

    private static bool IsCursive(char character) =>
        character is (>= '\u0600' and <= '\u07FF') or (>= '\u0840' and <= '\u08FF') or (>= '\u1800' and <= '\u18AF') or (>= '\uFB50' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        && char.GetUnicodeCategory(character) is UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark;

    private static bool IsVirama(char character) => character
        is '\u094D' or '\u09CD' or '\u0A4D' or '\u0ACD' or '\u0B4D' or '\u0BCD' or '\u0C4D' or '\u0CCD' or '\u0D4D' or '\u0DCA' or '\u1039' or '\u103A' or '\u17D2';

    private static bool IsIndic(char character) =>
        character is (>= '\u0900' and <= '\u0DFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') && char.IsLetter(character);

    /// <summary>Tags, selectors and format controls beyond the first plane.</summary>
    private static bool IsHidden(int code) => code
        is (>= 0xE0000 and <= 0xE0FFF) or (>= 0x1D173 and <= 0x1D17A) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x13430 and <= 0x1345F);

    private static string All()
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
        Range(0x180B, 0x180F);
        Range(0x200B, 0x200F); // zero width, left-to-right and right-to-left marks
        Range(0x2028, 0x202E); // line separators, embeddings and overrides
        Range(0x2060, 0x206F); // joiners, isolates, invisible operators
        Range(0xFDD0, 0xFDEF); // no characters at all
        Range(0xFE00, 0xFE0F);
        Range(0xFFF0, 0xFFFB);
        Range(0xFFFE, 0xFFFF);
        all.Append("\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u3164\uFEFF\uFFA0");
        foreach (var lead in new[] { 0xDB40, 0xDB41, 0xDB42, 0xDB43, 0xD834, 0xD82F, 0xD80D }) // lead to what IsHidden names
        {
            all.Append((char)lead);
        }

        return all.ToString();
    }
}
