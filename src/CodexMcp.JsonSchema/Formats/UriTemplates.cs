namespace CodexMcp.JsonSchema;

/// <summary>URI templates of RFC 6570.</summary>
internal static class UriTemplates
{
    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '{')
            {
                var end = text.IndexOf('}');
                if (end < 0 || !IsExpression(text[1..end]))
                {
                    return false;
                }

                text = text[(end + 1)..];
                continue;
            }

            if (text[0] is <= ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '|' or '}' or (>= '\u007F' and < '\u00A0')
                || text[0] == '%' && !IsEscape(text))
            {
                return false;
            }

            text = text[1..];
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        text = !text.IsEmpty && "+#./;?&=,!@|".Contains(text[0]) ? text[1..] : text;
        while (true)
        {
            var comma = text.IndexOf(',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
            {
                return false;
            }

            if (comma < 0)
            {
                return true;
            }

            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            var prefix = text[(colon + 1)..];
            if (prefix.Length is 0 or > 4 || prefix[0] == '0' || prefix.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            text = text[..colon];
        }
        else if (text.EndsWith("*"))
        {
            text = text[..^1];
        }

        var previous = '.';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && IsEscape(text[i..]))
            {
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c != '_' && (c != '.' || previous == '.'))
            {
                return false;
            }

            previous = c;
        }

        return previous != '.';
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= 3 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
}
