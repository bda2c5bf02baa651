namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>How bright it is to the eye, 0 to 1 (WCAG 2.1).</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>How well two colours stand apart, 1 to 21 (WCAG 2.1).</summary>
    public static double Contrast(Rgb one, Rgb other)
    {
        var (light, dark) = (Math.Max(one.Luminance, other.Luminance), Math.Min(one.Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>A colour between two.</summary>
    public static Rgb Between(Rgb from, Rgb to, double part)
    {
        byte Mix(byte a, byte b) => (byte)Math.Round(a + ((b - a) * Math.Clamp(part, 0, 1)));
        return new Rgb(Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));
    }

    private static double Linear(byte channel) => channel / 255.0 is var part && part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
}

/// <summary>Colours that stand out from white (3 to 1 at least) and from each other, also for people who see fewer of them.</summary>
internal static class Palette
{
    public static Rgb Paper { get; } = new(255, 255, 255);

    public static Rgb Ink { get; } = new(28, 32, 38);

    public static Rgb Faint { get; } = new(90, 96, 105);

    public static Rgb Grid { get; } = new(226, 229, 233);

    /// <summary>For the rest of the values together.</summary>
    public static Rgb Others { get; } = new(117, 117, 117);

    public static IReadOnlyList<Rgb> Series { get; } =
    [
        new(0, 99, 178), new(200, 80, 0), new(0, 132, 96), new(136, 66, 163), new(176, 32, 82), new(122, 92, 0), new(20, 120, 140), new(70, 70, 190),
    ];

    /// <summary>A heat map's cell, from nothing to all.</summary>
    public static Rgb Heat(double part) => part < 0.5
        ? Rgb.Between(new(240, 246, 252), new(88, 157, 212), part * 2)
        : Rgb.Between(new(88, 157, 212), new(8, 48, 107), (part - 0.5) * 2);

    /// <summary>Black or white, whichever stands out from the ground: one of the two always does.</summary>
    public static Rgb On(Rgb ground) => Rgb.Contrast(new(0, 0, 0), ground) >= Rgb.Contrast(Paper, ground) ? new(0, 0, 0) : Paper;
}
