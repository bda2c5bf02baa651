using System.Runtime.CompilerServices;

namespace CodexMcp.Core.Untrusted;

/// <summary>
/// Gives every character the plain letter that a reader takes it for: case, accents, full width, mathematical and circled letters, letters of other scripts
/// that look the same, digits and signs that stand for letters. Not Unicode's own normal form: the host runs without ICU, and NFKC knows no look-alikes.
/// </summary>
internal static class LetterFold
{
    /// <summary>Between words.</summary>
    public const byte Break = 0;

    /// <summary>Nothing at all: what has no width, and marks that sit on a letter.</summary>
    public const byte Drop = 1;

    /// <summary>Set on a digit that may stand for a letter.</summary>
    public const byte Digit = 0x80;

    private static readonly byte[] Map = Make();

    /// <summary>Folds the character at <paramref name="index"/>; moves the index past a surrogate pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<char> text, ref int index)
    {
        var character = text[index];
        return char.IsSurrogate(character) ? Pair(text, ref index, character) : Map[character];
    }

    private static byte Pair(ReadOnlySpan<char> text, ref int index, char character)
    {
        if (!char.IsHighSurrogate(character) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
        {
            return Break;
        }

        return Supplementary(char.ConvertToUtf32(character, text[++index]));
    }

    private static byte Supplementary(int code) => code switch
    {
        >= 0x1D400 and <= 0x1D6A3 => Letter((code - 0x1D400) % 26),
        >= 0x1D7CE and <= 0x1D7FF => Map['0' + ((code - 0x1D7CE) % 10)],
        >= 0x1F130 and <= 0x1F149 => Letter(code - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => Letter(code - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => Letter(code - 0x1F170),
        >= 0x1F1E6 and <= 0x1F1FF => Letter(code - 0x1F1E6),
        >= 0xE0020 and <= 0xE007E => Map[code - 0xE0000], // what tags spell is read as what it says
        >= 0xE0000 and <= 0xE0FFF => Drop,
        _ => Break,
    };

    private static byte Letter(int index) => Map['a' + index];

    private static byte[] Make()
    {
        var map = new byte[65_536];
        for (var i = 0; i < 26; i++)
        {
            var letter = (byte)('a' + i);
            Set(map, letter, (char)('a' + i), (char)('A' + i), (char)(0xFF41 + i), (char)(0xFF21 + i), (char)(0x24D0 + i), (char)(0x24B6 + i), (char)(0x249C + i));
        }

        // Looks-alike by letter: accents of Latin-1 and Latin Extended-A, then Cyrillic, Greek, small capitals and other kin.
        Same(map, 'a', "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎªᵃₐаАαΑᴀɑ@");
        Same(map, 'b', "вВьЬβΒʙᴮƅ");
        Same(map, 'c', "ÇçĆćĈĉĊċČčсСϲᴄ¢");
        Same(map, 'd', "ÐðĎďĐđԁɗᴅ");
        Same(map, 'e', "ÈÉÊËèéêëĒēĔĕĖėĘęĚěеЕёЁεΕᴇℯ€");
        Same(map, 'f', "ƒꜰſ");
        Same(map, 'g', "ĜĝĞğĠġĢģɡɢԍ");
        Same(map, 'h', "ĤĥĦħһНнΗʜℎ");
        Same(map, 'i', "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıіІїЇιΙɪⅰ¡");
        Same(map, 'j', "Ĵĵјᴊ");
        Same(map, 'k', "ĶķĸкКκΚᴋ");
        Same(map, 'l', "ĹĺĻļĽľĿŀŁłӏʟℓ");
        Same(map, 'm', "мМΜᴍ");
        Same(map, 'n', "ÑñŃńŅņŇňŊŋпΝηɴⁿ");
        Same(map, 'o', "ÒÓÔÕÖØòóôõöøŌōŎŏŐőоОοΟσᴏº");
        Same(map, 'p', "рРρΡᴘ");
        Same(map, 'q', "ԛ");
        Same(map, 'r', "ŔŕŖŗŘřгʀ");
        Same(map, 's', "ŚśŜŝŞşŠšѕЅꜱ$");
        Same(map, 't', "ŢţŤťŦŧтТτΤᴛ");
        Same(map, 'u', "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųυᴜ");
        Same(map, 'v', "νѵᴠ");
        Same(map, 'w', "Ŵŵѡᴡ");
        Same(map, 'x', "хХχΧ");
        Same(map, 'y', "ÝýÿŶŷŸуУΥүʏ");
        Same(map, 'z', "ŹźŻżŽžΖᴢ");
        for (var i = 0; i < 10; i++)
        {
            // Which letters digits stand for in "1gn0re" spelling.
            Set(map, (byte)("oizeasgtbg"[i] | Digit), (char)('0' + i), (char)(0xFF10 + i), (char)(0x2080 + i));
        }

        for (var code = 0; code < 0x10000; code++)
        {
            if (code is 0x27 or 0x60 or 0x2A or 0x7E or 0xAD or 0x2018 or 0x2019 or 0x034F or 0x061C or 0xFEFF // apostrophes and emphasis inside words
                or (>= 0x0300 and <= 0x036F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F))
            {
                map[code] = Drop;
            }
        }

        // "l" and "1" and "|" look like "i", and nobody can tell which was meant: all are one letter here.
        for (var code = 0; code < map.Length; code++)
        {
            map[code] = (map[code] & ~Digit) == 'l' ? (byte)('i' | (map[code] & Digit)) : map[code];
        }

        map['|'] = (byte)'i';
        return map;
    }

    private static void Same(byte[] map, char letter, string others)
    {
        foreach (var other in others)
        {
            map[other] = (byte)letter;
        }
    }

    private static void Set(byte[] map, byte value, params ReadOnlySpan<char> characters)
    {
        foreach (var character in characters)
        {
            map[character] = value;
        }
    }
}
