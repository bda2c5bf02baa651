using System.Text;
using System.Text.Unicode;

namespace CodexMcp.Core.Configuration;

/// <summary>Turns a file's bytes into text and refuses what could make a reader see another file than the parser does.</summary>
internal static class YamlText
{
    /// <summary>Gives the text without its byte order mark; null after noting an error.</summary>
    internal static string? Decode(string path, ReadOnlySpan<byte> bytes, ConfigurationErrors errors)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        if (!Utf8.IsValid(bytes))
        {
            errors.Add(Place(path, bytes[..ValidPrefix(bytes)]), "The file is not valid UTF-8 from here on.", "Save the file as UTF-8.");
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        var line = 1;
        var lineStart = 0;
        var indent = true;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '\n')
            {
                line++;
                lineStart = i + 1;
                indent = true;
                continue;
            }

            if (character == '\t' && indent)
            {
                errors.Add(new(path, line, i - lineStart + 1), "A tab stands in the indentation.", "Indent with spaces.");
                return null;
            }

            if (IsRefused(character, i + 1 < text.Length ? text[i + 1] : '\0'))
            {
                errors.Add(
                    new(path, line, i - lineStart + 1),
                    $"The character U+{(int)character:X4} is not allowed in a configuration file: it can hide what the file says.",
                    "Remove it.");
                return null;
            }

            indent &= character is ' ' or '\t';
        }

        return text;
    }

    // Control characters, a lone carriage return, the Unicode line breaks that YAML parsers obey and editors don't show, and bidi overrides.
    private static bool IsRefused(char character, char next) => character switch
    {
        '\t' => false,
        '\r' => next != '\n',
        < ' ' or (>= '\u007f' and <= '\u009f') => true,
        '\u2028' or '\u2029' or '\ufeff' or '\u200e' or '\u200f' => true,
        (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
        _ => false,
    };

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    private static SourceLocation Place(string path, ReadOnlySpan<byte> before) =>
        new(path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
}
