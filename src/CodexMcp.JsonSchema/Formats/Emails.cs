namespace CodexMcp.JsonSchema;

/// <summary>Mailboxes of RFC 5321 (and RFC 6531 with <c>idn-email</c>): dotted or quoted name, then a host name or an address in brackets.</summary>
internal static class Emails
{
    public static bool IsEmail(ReadOnlySpan<char> text, bool international)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && IsLocal(text[..at], international) && IsDomain(text[(at + 1)..], international);
    }

    private static bool IsLocal(ReadOnlySpan<char> text, bool international) =>
        text[0] == '"' ? text.Length > 1 && text[^1] == '"' && IsQuoted(text[1..^1], international) : IsDotted(text, international);

    private static bool IsQuoted(ReadOnlySpan<char> text, bool international)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return false;
            }

            if (i >= text.Length || text[i] is not (>= ' ' and <= '~') && !(international && text[i] > '\u007F'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDotted(ReadOnlySpan<char> text, bool international)
    {
        var previous = '.';
        foreach (var c in text)
        {
            var isAtom = char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c) || international && c > '\u007F';
            if (!isAtom && (c != '.' || previous == '.'))
            {
                return false;
            }

            previous = c;
        }

        return previous != '.';
    }

    private static bool IsDomain(ReadOnlySpan<char> text, bool international)
    {
        if (text is not ['[', .., ']'])
        {
            return Hostnames.IsHostname(text, international);
        }

        var address = text[1..^1];
        const string Tag = "IPv6:";
        return address.StartsWith(Tag, StringComparison.OrdinalIgnoreCase) ? Addresses.IsIpV6(address[Tag.Length..]) : Addresses.IsIpV4(address);
    }
}
