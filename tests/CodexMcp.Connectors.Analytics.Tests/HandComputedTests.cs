using CodexMcp.Connectors.Analytics.Anomalies;
using CodexMcp.Connectors.Analytics.Change;
using CodexMcp.Connectors.Analytics.Cohorts;
using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Tests;

/// <summary>Small data whose results were worked out on paper.</summary>
public sealed class HandComputedTests
{
    private static readonly DateOnly Start = new(2026, 3, 23); // a Monday; the clocks of Europe change on the 29th
    private static readonly Measure Sum = new(new Part(PartKind.Sum, "N"), null);
    private static readonly Measure Rate = new(new Part(PartKind.Sum, "N"), new Part(PartKind.Sum, "D"));

    [Fact]
    public async Task Ratio_TwoSegments_SplitsAsOnPaper()
    {
        // Before: a 10/100, b 60/200, whole 70/300. Now: a 40/200, b 10/100, whole 50/300.
        var report = await AnalyseAsync(Rate, [new(0, ["a"], 10, 100), new(0, ["b"], 60, 200), new(1, ["a"], 40, 200), new(1, ["b"], 10, 100)]);
        var effects = report.Dimensions[0].All.ToDictionary(static effect => effect.Values[0]!);

        Assert.Equal(-1m / 15, report.Change, 20);

        // rate = mean share * change of the own ratio; mix = change of the share * (mean own ratio - mean ratio of the whole, 0.2).
        Assert.Equal(0.5m * 0.1m, effects["a"].Rate!.Value, 20);
        Assert.Equal(1m / 3 * (0.15m - 0.2m), effects["a"].Mix!.Value, 20);
        Assert.Equal(0.5m * -0.2m, effects["b"].Rate!.Value, 20);
        Assert.Equal(-1m / 3 * (0.2m - 0.2m), effects["b"].Mix!.Value, 20);
        Assert.Equal(report.Change, effects.Values.Sum(static effect => effect.Contribution), 20);
    }

    [Fact]
    public async Task Ratio_NewAndVanishedSegmentsAndNoDenominator_OnlyChangeTheMixAndAddUp()
    {
        // old is gone, new has come, none has no denominator at all, the empty one stands for NULL.
        List<SegmentRow> rows =
        [
            new(0, ["old"], 20, 100), new(0, ["stays"], 30, 100), new(0, [null], 5, 50), new(0, ["none"], 0, 0),
            new(1, ["new"], 60, 150), new(1, ["stays"], 30, 100), new(1, [null], 5, 50), new(1, ["none"], 0, 0),
        ];
        var report = await AnalyseAsync(Rate, rows);
        var effects = report.Dimensions[0].All.ToDictionary(static effect => effect.Values.Count > 0 ? effect.Values[0] ?? "NULL" : "others");

        Assert.Equal((95m / 300) - (55m / 250), report.Change, 20);
        Assert.Equal((0m, 0m), (Math.Round(effects["old"].Rate!.Value, 20), Math.Round(effects["new"].Rate!.Value, 20)));
        Assert.Null(effects["old"].Now);
        Assert.Null(effects["new"].Before);
        Assert.Equal(report.Change, report.Dimensions[0].Rate + report.Dimensions[0].Mix, 20);
        Assert.Equal(report.Change, report.Dimensions[0].All.Sum(static effect => effect.Contribution), 20);
        Assert.True(effects.ContainsKey("NULL"));
    }

    [Fact]
    public async Task Additive_OneSidedSegments_ContributeWhatTheyHad()
    {
        var report = await AnalyseAsync(Sum, [new(0, ["gone"], 7, 0), new(0, ["stays"], 3, 0), new(1, ["come"], 2, 0), new(1, ["stays"], 3, 0)]);
        var effects = report.Dimensions[0].All.ToDictionary(static effect => effect.Values[0]!);

        Assert.Equal(-5, report.Change);
        Assert.Equal((-7m, 2m, 0m), (effects["gone"].Contribution, effects["come"].Contribution, effects["stays"].Contribution));
    }

    [Fact]
    public async Task Additive_AllEqual_IsNoChangeAndNoCause()
    {
        var report = await AnalyseAsync(Sum, [new(0, ["a"], 4, 0), new(0, ["b"], 4, 0), new(1, ["a"], 4, 0), new(1, ["b"], 4, 0)]);

        Assert.Equal(0, report.Change);
        Assert.Empty(report.Causes);
        Assert.All(report.Dimensions[0].All, static effect => Assert.Equal(0, effect.Contribution));
    }

    [Fact]
    public void Anomalies_OneSpikeOnAFlatLine_ScoresAsOnPaper()
    {
        // 39 residuals of 0 and one of 10: more than half are the same, so the spread is 1.2533 times their mean, 0.25.
        var parts = new Decomposition([.. Enumerable.Range(0, 40).Select(static day => (double?)(day == 20 ? 15 : 5))], 1);

        Assert.Equal(5, parts.Expected(20), 9);
        Assert.Equal(1.2533 * 0.25, parts.Spread, 9);
        Assert.Equal(10 / (1.2533 * 0.25), parts.Score(20)!.Value, 9);
        Assert.Equal(0, parts.Score(19));
    }

    [Fact]
    public void Anomalies_OneValue_IsWhatIsExpected()
    {
        var parts = new Decomposition([7], 7);

        Assert.Equal(7, parts.Expected(0));
        Assert.Null(parts.Score(0));
    }

    [Fact]
    public void Cohorts_Lifetimes_ShrinkAsOnPaper()
    {
        // Ten begin in March: three end in March (and were there), two in April, five go on; one ended before it began, which is no life at all.
        var (march, april) = (new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1));
        var cohorts = new CohortTable(Grain.Month, new DateOnly(2026, 5, 20), 6).FromLifetimes(
            [(march, march, 3), (march, april, 2), (march, null, 5), (march, new DateOnly(2026, 2, 1), 1), (april, null, 4)]);

        Assert.Equal([10L, 7L, 5L], cohorts[0].Cells.Select(static cell => cell.Retained));
        Assert.Equal([true, true, false], cohorts[0].Cells.Select(static cell => cell.Complete)); // May is not over
        Assert.Equal((10L, 4L), (cohorts[0].Size, cohorts[1].Size));
        Assert.Equal(0.7m, CohortTable.Average(cohorts, 1)); // 7 of 10: of those of April the May is not over
    }

    [Fact]
    public void Cohorts_Activity_CountsWhoCameBackAcrossAChangeOfTheClocks()
    {
        // Weeks from Monday, March 23rd: the second begins the day after the clocks changed.
        var (first, second) = (Start, Start.AddDays(7));
        var cohorts = new CohortTable(Grain.Week, Start.AddDays(13), 3).FromActivity([(first, first, 8), (first, second, 6), (second, second, 5)]);

        Assert.Equal(second, Grain.Week.Start(second.AddDays(6)));
        Assert.Equal([8L, 6L], cohorts[0].Cells.Select(static cell => cell.Retained));
        Assert.Equal([5L], cohorts[1].Cells.Select(static cell => cell.Retained));
        Assert.Equal(0.75m, CohortTable.Average(cohorts, 1));
        Assert.Null(CohortTable.Average(cohorts, 2));
        Assert.Empty(new CohortTable(Grain.Week, Start, 3).FromActivity([]));
    }

    private static async Task<ChangeReport> AnalyseAsync(Measure measure, IReadOnlyList<SegmentRow> rows)
    {
        var source = new MetricSource { Title = "t", Table = "T", DateColumn = "D", Grain = Grain.Day, Measure = measure };
        var next = Start.AddDays(1);
        var plan = ChangePlan.Of(source, new Window(next, next), new Window(Start, Start), next.AddDays(1), ["A"], match: false);
        return await new ChangeAnalysis(plan, new CubeSegments(rows, 2, measure.IsRatio)).RunAsync();
    }
}
