using CodexMcp.Connectors.Analytics.Charts;

namespace CodexMcp.Connectors.Analytics.Tests.Charts;

/// <summary>Axes, letters, colours and lines.</summary>
public sealed class DrawingTests
{
    [Theory]
    [InlineData(0, 52_000, "0", "60k")]
    [InlineData(0.031, 0.0875, "0", "0.10")]
    [InlineData(0.08, 0.081, "0.0800", "0.0810")]
    [InlineData(-30, 45, "-40", "60")]
    [InlineData(3, 3, "0", "3")]
    [InlineData(0, 0, "0", "1.0")]
    [InlineData(1_500_000, 9_300_000, "0", "10M")]
    public void Scale_AnyValues_HasRoundTicksThatHoldThem(double low, double high, string first, string last)
    {
        var scale = new Scale([low, high], fromZero: false);

        Assert.Equal((first, last), (scale.Label(scale.Low), scale.Label(scale.High)));
        Assert.InRange(scale.Ticks.Count, 2, 9);
        Assert.InRange(scale.Place(low), 0, 1);
        Assert.InRange(scale.Place(high), 0, 1);
        Assert.Equal(scale.Ticks.Count, scale.Ticks.Select(scale.Label).Distinct().Count());
    }

    [Fact]
    public void Palette_EveryColour_StandsOutFromThePaper()
    {
        Assert.All(Palette.Series.Append(Palette.Others), color => Assert.True(Rgb.Contrast(color, Palette.Paper) >= 3, color.ToString()));
        Assert.All([Palette.Ink, Palette.Faint], color => Assert.True(Rgb.Contrast(color, Palette.Paper) >= 4.5, color.ToString()));
        for (var part = 0.0; part <= 1; part += 0.05)
        {
            Assert.True(Rgb.Contrast(Palette.Heat(part), Palette.On(Palette.Heat(part))) >= 4.5, $"{part}");
        }
    }

    [Fact]
    public void Glyphs_EveryCharacter_HasItsOwnInk()
    {
        var shapes = Enumerable.Range(' ', 95).Select(code => string.Concat(
            from y in Enumerable.Range(0, Glyphs.Height + Glyphs.Descent) from x in Enumerable.Range(0, Glyphs.Width) select Glyphs.IsInked((char)code, x, y) ? '#' : '.')).ToList();

        Assert.Equal(95, shapes.Distinct().Count());
        Assert.True(Glyphs.IsInked('é', 0, 0)); // what has no letter is a box
        Assert.Equal("abc..", Glyphs.Fit("abcdefgh", 2, Glyphs.Measure("abcde", 2)));
        Assert.Equal("", Glyphs.Fit("abc", 2, 0));
    }

    [Fact]
    public void Line_AcrossTheEdge_IsCutAndSmooth()
    {
        var canvas = new Canvas(40, 40);
        canvas.Line([(-50, 20), (90, 23)], 3, Palette.Ink);
        canvas.Text(35, 35, "edge", Palette.Ink, 3);
        canvas.Fill(new Box(-5, -5, 8, 8), Palette.Ink);

        var shades = Enumerable.Range(5, 30).SelectMany(x => Enumerable.Range(10, 20).Select(y => canvas[x, y].Red)).Distinct().Count();
        Assert.True(shades > 4, "A line without shades has steps.");
        Assert.Equal(Palette.Paper, canvas[20, 5]);
    }

    [Fact]
    public void Paint_OneValueAndOddTexts_DrawsWithoutAFault()
    {
        foreach (var kind in new[] { "line", "bar", "heatmap" })
        {
            Assert.NotEmpty(Painter.Paint(new ChartData(kind, new string('W', 300), "Ünïcode \u202e ", ["a"], [new ChartSeries("", [-3m])])));
            Assert.NotEmpty(Painter.Paint(new ChartData(kind, "t", "s", ["a", "b"], [new ChartSeries("n", [null, 5m]), new ChartSeries("m", [null, null], true)])));
            Assert.NotEmpty(Painter.Paint(new ChartData(kind, "t", "s", [], [])));
        }
    }
}
