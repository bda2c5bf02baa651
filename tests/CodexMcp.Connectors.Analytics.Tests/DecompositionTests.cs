using CodexMcp.Connectors.Analytics.Anomalies;

namespace CodexMcp.Connectors.Analytics.Tests;

/// <summary>Series taken apart: what is planted is found, what is even is left alone.</summary>
public sealed class DecompositionTests
{
    [Fact]
    public void Score_SpikeOnAWeeklyRhythm_StandsOutAlone()
    {
        var parts = new Decomposition(Weekly(90, day => day == 60 ? 40 : 0), 7);

        var odd = Enumerable.Range(0, 90).Where(day => Math.Abs(parts.Score(day) ?? 0) >= 3.5).ToList();
        Assert.Equal([60], odd);
        Assert.Equal(100 + (60 * 0.2) + Season(60), parts.Expected(60), 3.0);
    }

    [Fact]
    public void Score_Constant_HasNoSpreadAndNoScore()
    {
        var parts = new Decomposition([.. Enumerable.Repeat<double?>(5, 40)], 7);

        Assert.Equal(0, parts.Spread);
        Assert.All(Enumerable.Range(0, 40), day => Assert.Null(parts.Score(day)));
    }

    [Fact]
    public void Score_PureRhythm_IsNothingOdd()
    {
        var parts = new Decomposition([.. Enumerable.Range(0, 70).Select(day => (double?)(1_000.1 + Season(day)))], 7);

        Assert.Equal(0, parts.Spread);
    }

    [Fact]
    public void Score_GapsAndNothing_AreNoNumbers()
    {
        var values = Weekly(60, _ => 0).Select((value, day) => day % 9 == 0 ? null : value).ToList();
        var parts = new Decomposition(values, 7);
        Assert.All(Enumerable.Range(0, 60), day => Assert.True(double.IsFinite(parts.Expected(day)) && (parts.Score(day) is null or (> -10 and < 10))));

        var none = new Decomposition([null, null, null], 7);
        Assert.Equal(0, none.Spread);
        Assert.True(double.IsFinite(none.Expected(2)));
        Assert.Empty(new Decomposition([], 7).Residuals);
    }

    [Fact]
    public void Score_FirstDayOfALastingDrop_IsFlagged()
    {
        var parts = new Decomposition(Weekly(90, day => day >= 87 ? -30 : 0), 7);

        Assert.Equal([87, 88, 89], Enumerable.Range(0, 90).Where(day => parts.Score(day) <= -3.5));
    }

    private static List<double?> Weekly(int days, Func<int, double> more) =>
        [.. Enumerable.Range(0, days).Select(day => (double?)(100 + (day * 0.2) + Season(day) + (((day * 37 % 11) - 5) * 0.3) + more(day)))];

    private static double Season(int day) => day % 7 >= 5 ? -12 : day % 7 == 0 ? 5 : 0;
}
