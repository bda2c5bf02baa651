namespace CodexMcp.JsonSchema;

/// <summary>Host names of RFC 1123, whose <c>xn--</c> labels must be good ones of RFC 5891; <c>idn-hostname</c> allows the Unicode form as well.</summary>
internal static class Hostnames
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    public static bool IsHostname(ReadOnlySpan<char> text, bool international)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        var bidi = new BidiRule();
        while (true)
        {
            var dot = international ? text.IndexOfAny(".\u3002\uFF0E\uFF61") : text.IndexOf('.');
            var label = dot < 0 ? text : text[..dot];
            if (!IsLabel(label, international, ref bidi))
            {
                return false;
            }

            if (dot < 0)
            {
                return bidi.IsMet;
            }

            text = text[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> label, bool international, ref BidiRule bidi)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (c > '\u007F')
            {
                return international && InternationalLabels.IsUnicodeLabel(label, ref bidi);
            }

            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        if (label.Length < 4 || label[2] != '-' || label[3] != '-')
        {
            bidi.AddAscii(label);
            return true;
        }

        return label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && InternationalLabels.IsEncodedLabel(label[4..], ref bidi);
    }
}
