namespace CodexMcp.JsonSchema;

/// <summary>UUIDs, JSON pointers and regular expressions.</summary>
internal static class Identifiers
{
    private const int UuidLength = 36;
    private const int MaxRegex = 5_000;

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != UuidLength)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>RFC 6901.</summary>
    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 >= text.Length || text[i + 1] is not ('0' or '1')))
            {
                return false;
            }
        }

        return text.IsEmpty || text[0] == '/';
    }

    public static bool IsRelativePointer(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text.Length : end;
        return digits > 0 && (digits == 1 || text[0] != '0') && (text[digits..] is "#" || IsPointer(text[digits..]));
    }

    public static bool IsRegex(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxRegex)
        {
            return false;
        }

        try
        {
            EcmaPatternParser.Parse(text.ToString());
            return true;
        }
        catch (PatternException)
        {
            return false;
        }
    }
}
