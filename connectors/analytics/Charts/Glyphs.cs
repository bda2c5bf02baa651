namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>A small bitmap font of our own: 5 by 7 points for each visible ASCII character. A row is one digit of base 32, its five bits from left to right.</summary>
internal static class Glyphs
{
    public const int Width = 5;
    public const int Height = 7;

    /// <summary>How far letters such as g reach below the line.</summary>
    public const int Descent = 2;

    /// <summary>From one character to the next.</summary>
    public const int Advance = 6;

    private const string Unknown = "VHHHHHV";
    private const string Descending = "gpqy";

    // From the space (32) to the tilde (126), seven digits each.
    private const string Table =
        "0000000" + "4444404" + "AA00000" + "AAVAVAA" + "4FKE5U4" + "OP248J3" + "CIK8LID" + "4400000" + "2488842" + "8422248" + "04LEL40" + "044V440" + "0000448" + "000E000" + "00000CC" + "01248G0"
        + "EHJLPHE" + "4C4444E" + "EH1248V" + "V2421HE" + "26AIV22" + "VGU11HE" + "68GUHHE" + "V124888" + "EHHEHHE" + "EHHF12C" + "0CC0CC0" + "0CC0C48" + "248G842" + "00V0V00" + "8421248" + "EH12404"
        + "EH1DLLE" + "4AHHVHH" + "UHHUHHU" + "EHGGGHE" + "SIHHHIS" + "VGGUGGV" + "VGGUGGG" + "EHGNHHF" + "HHHVHHH" + "E44444E" + "72222IC" + "HIKOKIH" + "GGGGGGV" + "HRLLHHH" + "HHPLJHH" + "EHHHHHE"
        + "UHHUGGG" + "EHHHLID" + "UHHUKIH" + "FGGE11U" + "V444444" + "HHHHHHE" + "HHHHHA4" + "HHHLLLA" + "HHA4AHH" + "HHHA444" + "V1248GV" + "E88888E" + "0G84210" + "E22222E" + "4AH0000" + "000000V"
        + "8400000" + "00E1FHF" + "GGMPHHU" + "00EGGHE" + "11DJHHF" + "00EHVGE" + "698S888" + "FHHHF1E" + "GGMPHHH" + "40C444E" + "20622IC" + "GGIKOKI" + "C44444E" + "00QLLHH" + "00MPHHH" + "00EHHHE"
        + "UHHHUGG" + "FHHHF11" + "00MPGGG" + "00EGE1U" + "88S8896" + "00HHHJD" + "00HHHA4" + "00HHLLA" + "00HA4AH" + "HHHHF1E" + "00V248V" + "2448442" + "4444444" + "8442448" + "008L200";

    /// <summary>Whether the character has ink at the point.</summary>
    public static bool IsInked(char character, int x, int y)
    {
        y -= Descending.Contains(character) ? Descent : 0;
        if (y is < 0 or >= Height)
        {
            return false;
        }

        var digit = character is >= ' ' and <= '~' ? Table[((character - ' ') * Height) + y] : Unknown[y];
        var row = digit <= '9' ? digit - '0' : digit - 'A' + 10;
        return ((row >> (Width - 1 - x)) & 1) == 1;
    }

    /// <summary>How wide a text is.</summary>
    public static int Measure(string text, int scale) => text.Length == 0 ? 0 : ((text.Length * Advance) - 1) * scale;

    /// <summary>The text, or its beginning with two dots, so that it fits.</summary>
    public static string Fit(string text, int scale, int width)
    {
        if (Measure(text, scale) <= width)
        {
            return text;
        }

        var most = Math.Max(0, ((width / scale) + 1) / Advance);
        return most <= 2 ? text[..Math.Min(most, text.Length)] : text[..(most - 2)] + "..";
    }
}
