using System.Globalization;

namespace CodexMcp.JsonSchema;

/// <summary>Labels of internationalised host names: RFC 5891 with the code points of RFC 5892 and its rules for those that depend on their neighbours.</summary>
internal static class InternationalLabels
{
    private const int MaxEncoded = 63;

    /// <summary>The part of a label behind <c>xn--</c>.</summary>
    public static bool IsEncodedLabel(ReadOnlySpan<char> encoded, ref BidiRule bidi)
    {
        if (!Punycode.TryDecode(encoded, out var points) || !points.Any(point => point > 0x7F) || !IsLabel(points))
        {
            return false;
        }

        bidi.Add(points);

        // Only one spelling of a label is right.
        return encoded.Equals(Punycode.Encode(points), StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsUnicodeLabel(ReadOnlySpan<char> label, ref BidiRule bidi)
    {
        var points = new List<int>();
        for (var i = 0; i < label.Length; i++)
        {
            if (char.IsHighSurrogate(label[i]) && i + 1 < label.Length && char.IsLowSurrogate(label[i + 1]))
            {
                points.Add(char.ConvertToUtf32(label[i], label[++i]));
            }
            else
            {
                points.Add(label[i]);
            }
        }

        bidi.Add(points);
        return IsLabel(points) && Punycode.Encode(points).Length + 4 <= MaxEncoded;
    }

    private static bool IsLabel(List<int> points)
    {
        if (points[0] == '-' || points[^1] == '-' || points.Count > 3 && points[2] == '-' && points[3] == '-' || IsMark(points[0]))
        {
            return false;
        }

        var allowed = UnicodeProperties.Find("idna:PVALID")!;
        for (var i = 0; i < points.Count; i++)
        {
            if (!(allowed.Contains(points[i]) || InContext(points, i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMark(int point) => CharUnicodeInfo.GetUnicodeCategory(point)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>RFC 5892, appendix A.</summary>
    private static bool InContext(List<int> points, int i)
    {
        var before = i > 0 ? points[i - 1] : -1;
        var after = i + 1 < points.Count ? points[i + 1] : -1;
        return points[i] switch
        {
            0x200C => Has(before, "idna:Virama") || Joins(points, i),
            0x200D => Has(before, "idna:Virama"),
            0x00B7 => before == 'l' && after == 'l',
            0x0375 => Has(after, "Script=Greek"),
            0x05F3 or 0x05F4 => Has(before, "Script=Hebrew"),
            0x30FB => points.Any(point => Has(point, "Script=Hiragana") || Has(point, "Script=Katakana") || Has(point, "Script=Han")),
            >= 0x0660 and <= 0x0669 => !points.Any(point => point is >= 0x06F0 and <= 0x06F9),
            >= 0x06F0 and <= 0x06F9 => !points.Any(point => point is >= 0x0660 and <= 0x0669),
            _ => false,
        };
    }

    /// <summary>A joining letter on each side, with only marks between.</summary>
    private static bool Joins(List<int> points, int i)
    {
        var left = i - 1;
        while (left >= 0 && Has(points[left], "idna:Joining_Type=T"))
        {
            left--;
        }

        var right = i + 1;
        while (right < points.Count && Has(points[right], "idna:Joining_Type=T"))
        {
            right++;
        }

        return left >= 0 && right < points.Count
            && (Has(points[left], "idna:Joining_Type=L") || Has(points[left], "idna:Joining_Type=D"))
            && (Has(points[right], "idna:Joining_Type=R") || Has(points[right], "idna:Joining_Type=D"));
    }

    private static bool Has(int point, string property) => point >= 0 && UnicodeProperties.Find(property)!.Contains(point);
}
