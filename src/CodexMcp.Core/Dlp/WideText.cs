using System.Buffers;

namespace CodexMcp.Core.Dlp;

/// <summary>Letters and digits of full width, or of mathematics, as the plain ones that a reader copies them as: a secret in them is a secret.</summary>
internal static class WideText
{
    private const char Mathematical = '\uD835';

    private static readonly SearchValues<char> Wide = SearchValues.Create(
        "\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18\uFF19"
        + "\uFF21\uFF22\uFF23\uFF24\uFF25\uFF26\uFF27\uFF28\uFF29\uFF2A\uFF2B\uFF2C\uFF2D\uFF2E\uFF2F\uFF30\uFF31\uFF32\uFF33\uFF34\uFF35\uFF36\uFF37\uFF38\uFF39\uFF3A"
        + "\uFF41\uFF42\uFF43\uFF44\uFF45\uFF46\uFF47\uFF48\uFF49\uFF4A\uFF4B\uFF4C\uFF4D\uFF4E\uFF4F\uFF50\uFF51\uFF52\uFF53\uFF54\uFF55\uFF56\uFF57\uFF58\uFF59\uFF5A"
        + "\uD835");

    /// <summary>Whether there is any.</summary>
    public static bool IsIn(ReadOnlySpan<char> text) => text.ContainsAny(Wide);

    /// <summary>Writes it plainly.</summary>
    public static string Fold(string text)
    {
        var result = new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            result[length++] = text[i] switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(text[i] - 0xFEE0),
                Mathematical when i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) => Plain(char.ConvertToUtf32(text[i], text[++i])),
                _ => text[i],
            };
        }

        return new string(result, 0, length);
    }

    private static char Plain(int code) => code switch
    {
        <= 0x1D6A3 => (char)(((code - 0x1D400) % 52) is var place and < 26 ? 'A' + place : 'a' + ((code - 0x1D400) % 52) - 26),
        >= 0x1D7CE => (char)('0' + ((code - 0x1D7CE) % 10)),
        _ => '?', // Greek, which no secret is written in
    };
}
