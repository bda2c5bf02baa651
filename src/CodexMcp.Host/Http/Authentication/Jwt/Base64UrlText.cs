using System.Buffers;
using System.Buffers.Text;

namespace CodexMcp.Host.Http.Authentication.Jwt;

/// <summary>Base64url as JOSE writes it: no padding, no blanks, no bits left over. So one value has one text.</summary>
internal static class Base64UrlText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Known = SearchValues.Create(Alphabet);

    /// <summary>Decodes the text; null when it is not exactly what an encoder writes.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Known))
        {
            return null;
        }

        // The last character of a partial group carries bits that no byte takes: they must be zero.
        var spare = (text.Length % 4) switch { 2 => 0b1111, 3 => 0b11, _ => 0 };
        return spare != 0 && (Alphabet.IndexOf(text[^1]) & spare) != 0 ? null : Base64Url.DecodeFromChars(text);
    }
}
