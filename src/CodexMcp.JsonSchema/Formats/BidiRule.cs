namespace CodexMcp.JsonSchema;

/// <summary>The Bidi rule of RFC 5893: in a name with right-to-left characters, no label may be displayed out of its order.</summary>
internal struct BidiRule
{
    private bool _isBidi;
    private bool _isBroken;

    /// <summary>Whether the labels seen so far can stand together.</summary>
    public readonly bool IsMet => !(_isBidi && _isBroken);

    public void AddAscii(ReadOnlySpan<char> label) => _isBroken |= !char.IsAsciiLetter(label[0]);

    public void Add(List<int> label)
    {
        var classes = label.ConvertAll(Classify);
        _isBidi |= classes.Exists(kind => kind is Kind.RightToLeft or Kind.ArabicNumber);
        _isBroken |= !(classes[0] switch
        {
            Kind.RightToLeft => !classes.Contains(Kind.LeftToRight) && !(classes.Contains(Kind.Number) && classes.Contains(Kind.ArabicNumber))
                && Last(classes) is Kind.RightToLeft or Kind.Number or Kind.ArabicNumber,
            Kind.LeftToRight => !classes.Exists(kind => kind is Kind.RightToLeft or Kind.ArabicNumber)
                && Last(classes) is Kind.LeftToRight or Kind.Number,
            _ => false,
        });
    }

    /// <summary>The last one that is not a mark over another.</summary>
    private static Kind Last(List<Kind> classes) => classes.FindLast(kind => kind != Kind.Mark);

    private static Kind Classify(int point) =>
        Has(point, "R") ? Kind.RightToLeft
        : Has(point, "AN") ? Kind.ArabicNumber
        : Has(point, "EN") ? Kind.Number
        : Has(point, "NSM") ? Kind.Mark
        : Has(point, "ON") ? Kind.Neutral
        : Kind.LeftToRight;

    private static bool Has(int point, string kind) => UnicodeProperties.Find($"idna:Bidi={kind}")!.Contains(point);

    private enum Kind
    {
        Neutral,
        LeftToRight,
        RightToLeft,
        Number,
        ArabicNumber,
        Mark,
    }
}
