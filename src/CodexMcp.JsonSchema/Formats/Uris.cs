namespace CodexMcp.JsonSchema;

/// <summary>URIs of RFC 3986 and IRIs of RFC 3987, by their grammar.</summary>
internal static class Uris
{
    public static bool IsUri(ReadOnlySpan<char> text, bool international)
    {
        var colon = text.IndexOfAny(":/?#");
        return colon > 0 && text[colon] == ':' && IsScheme(text[..colon]) && IsAfterScheme(text[(colon + 1)..], international);
    }

    public static bool IsReference(ReadOnlySpan<char> text, bool international)
    {
        // Without a scheme the first segment holds no colon, or it would look like one.
        var end = text.IndexOfAny("/?#");
        return IsUri(text, international) || !(end < 0 ? text : text[..end]).Contains(':') && IsAfterScheme(text, international);
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static bool IsAfterScheme(ReadOnlySpan<char> text, bool international)
    {
        var hash = text.IndexOf('#');
        var fragment = hash < 0 ? default : text[(hash + 1)..];
        text = hash < 0 ? text : text[..hash];
        var mark = text.IndexOf('?');
        var query = mark < 0 ? default : text[(mark + 1)..];
        text = mark < 0 ? text : text[..mark];
        if (text.StartsWith("//"))
        {
            var slash = text[2..].IndexOf('/');
            var authority = slash < 0 ? text[2..] : text[2..(slash + 2)];
            if (!IsAuthority(authority, international))
            {
                return false;
            }

            text = slash < 0 ? default : text[(slash + 2)..];
        }

        return IsText(text, "/:@", international, false) && IsText(query, "/?:@", international, true) && IsText(fragment, "/?:@", international, false);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool international)
    {
        var at = text.LastIndexOf('@');
        if (at >= 0 && !IsText(text[..at], ":", international, false))
        {
            return false;
        }

        var host = text[(at + 1)..];
        var end = host.StartsWith("[") ? host.IndexOf(']') + 1 : host.IndexOf(':') is >= 0 and var colon ? colon : host.Length;
        var port = host[end..];
        if (!port.IsEmpty && (port[0] != ':' || port[1..].ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        host = host[..end];
        return host.StartsWith("[") ? host.Length > 2 && IsLiteral(host[1..^1]) : IsText(host, "", international, false);
    }

    /// <summary>What stands in brackets: an IPv6 address, or a future one such as <c>v1.x</c>.</summary>
    private static bool IsLiteral(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('v' or 'V'))
        {
            return Addresses.IsIpV6(text);
        }

        var dot = text.IndexOf('.');
        return dot > 1 && dot < text.Length - 1 && IsHex(text[1..dot]) && !text[dot..].Contains('%') && IsText(text[(dot + 1)..], ":", false, false);
    }

    /// <summary>Unreserved characters, sub-delimiters, percent-escapes and those named.</summary>
    private static bool IsText(ReadOnlySpan<char> text, ReadOnlySpan<char> also, bool international, bool isQuery)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !IsHex(text.Slice(i + 1, 2)))
                {
                    return false;
                }

                i += 2;
            }
            else if (c > '\u007F')
            {
                if (!international || !IsInternational(text, ref i, isQuery))
                {
                    return false;
                }
            }
            else if (!char.IsAsciiLetterOrDigit(c) && !"-._~!$&'()*+,;=".Contains(c) && !also.Contains(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The <c>ucschar</c> of RFC 3987, and in a query the private ones.</summary>
    private static bool IsInternational(ReadOnlySpan<char> text, ref int i, bool isQuery)
    {
        if (!char.IsSurrogate(text[i]))
        {
            return text[i] is (>= '\u00A0' and <= '\uD7FF') or (>= '\uF900' and <= '\uFDCF') or (>= '\uFDF0' and <= '\uFFEF')
                || isQuery && text[i] is >= '\uE000' and <= '\uF8FF';
        }

        if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
        {
            return false;
        }

        var point = char.ConvertToUtf32(text[i], text[++i]);
        return (point & 0xFFFF) < 0xFFFE && (point < 0xF0000 ? point is < 0xE0000 or >= 0xE1000 : isQuery);
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
