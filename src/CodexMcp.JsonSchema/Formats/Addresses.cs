namespace CodexMcp.JsonSchema;

/// <summary>IP addresses: dotted quads of RFC 2673, and RFC 4291 without zones.</summary>
internal static class Addresses
{
    public static bool IsIpV4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        while (true)
        {
            var dot = text.IndexOf('.');
            var part = dot < 0 ? text : text[..dot];
            if (!IsOctet(part) || ++parts > 4)
            {
                return false;
            }

            if (dot < 0)
            {
                return parts == 4;
            }

            text = text[(dot + 1)..];
        }
    }

    public static bool IsIpV6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return Groups(text) == 8;
        }

        var before = text[..gap];
        var after = text[(gap + 2)..];
        var left = before.IsEmpty ? 0 : Groups(before, mayEndWithIpV4: false);
        var right = after.IsEmpty ? 0 : Groups(after);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    /// <summary>How many 16-bit groups there are; -1 when something is no group.</summary>
    private static int Groups(ReadOnlySpan<char> text, bool mayEndWithIpV4 = true)
    {
        var groups = 0;
        while (true)
        {
            var colon = text.IndexOf(':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndWithIpV4 && group.Contains('.'))
            {
                return IsIpV4(group) ? groups + 2 : -1;
            }

            if (group.Length is 0 or > 4 || !IsHex(group) || ++groups > 8)
            {
                return -1;
            }

            if (colon < 0)
            {
                return groups;
            }

            text = text[(colon + 1)..];
        }
    }

    private static bool IsOctet(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 3 || text.Length > 1 && text[0] == '0')
        {
            return false;
        }

        var value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = value * 10 + (c - '0');
        }

        return value <= 255;
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
