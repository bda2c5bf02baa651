using CodexMcp.Connectors.Analytics.Change;
using CodexMcp.Connectors.Analytics.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace CodexMcp.Connectors.Analytics.Tests.Change;

/// <summary>The arithmetic without a warehouse: causes that are planted, sums that must hold, and data that is none.</summary>
public sealed class ChangeAnalysisTests
{
    private static readonly DateOnly Start = new(2026, 3, 2); // a Monday

    private static readonly Measure Sum = new(new Part(PartKind.Sum, "N"), null);
    private static readonly Measure Rate = new(new Part(PartKind.Sum, "N"), new Part(PartKind.Sum, "D"));

    [Fact]
    public async Task Ratio_MixShift_IsToldFromABetterRatioInside()
    {
        // Sign-ups of each visit: better in both channels, but the poor channel has grown to most of the visits.
        var rows = new List<SegmentRow>();
        for (var day = 0; day < 31; day++)
        {
            var now = day >= 28;
            var wobble = 1 + ((day * 7 % 5) - 2) / 200m;
            foreach (var region in new[] { "north", "south" })
            {
                rows.Add(new(day, ["organic", region], (now ? 20 * 11 : 50 * 10) * wobble, now ? 2_000 : 5_000));
                rows.Add(new(day, ["paid", region], (now ? 80 * 2.2m : 50 * 2) * wobble, now ? 8_000 : 5_000));
            }
        }

        var report = await AnalyseAsync(Rate, ["CHANNEL", "REGION"], rows, days: 31, current: 3);

        Assert.True(report.Change < 0);
        Assert.Equal(["organic"], report.Causes[0].Values);
        var channel = report.Dimensions[0];
        Assert.True(channel.Rate > 0 && channel.Mix < 0, $"{channel.Rate} {channel.Mix}");
        Assert.Equal(report.Change, channel.Rate + channel.Mix, 12);
        Assert.Contains(report.Notes, note => note.Contains("Simpson", StringComparison.Ordinal) && note.Contains("CHANNEL", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Notes, note => note.Contains("Simpson", StringComparison.Ordinal) && note.Contains("REGION", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Additive_OneCellOfTwoDimensions_RanksFirstAndItsNeighboursDoNot()
    {
        var rows = Grid(31, (day, a, b) => Wobbling(day, a, b, 1_000) * (day >= 28 && (a, b) == (1, 2) ? 0.4m : 1));

        var report = await AnalyseAsync(Sum, ["A", "B"], rows, days: 31, current: 3);

        Assert.Equal(["a1", "b2"], report.Causes[0].Values);
        Assert.Equal("high", report.Causes[0].Confidence);
        Assert.True(report.IsUnusual);
    }

    [Fact]
    public async Task Additive_TwoCauses_AreTwoAndNotOneFromSeveralSides()
    {
        var rows = new List<SegmentRow>();
        for (var day = 0; day < 31; day++)
        {
            for (var a = 0; a < 3; a++)
            {
                for (var b = 0; b < 4; b++)
                {
                    for (var c = 0; c < 3; c++)
                    {
                        var left = day < 28 ? 1 : (a, b) == (1, 2) ? 0.3m : (b, c) == (0, 1) ? 0.7m : 1;
                        rows.Add(new(day, [$"a{a}", $"b{b}", $"c{c}"], Wobbling(day, a + (3 * c), b, 1_000) * left, 0));
                    }
                }
            }
        }

        var report = await AnalyseAsync(Sum, ["A", "B", "C"], rows, days: 31, current: 3);

        Assert.Equal(["a1", "b2"], report.Causes[0].Values);
        Assert.Equal(["b0", "c1"], report.Causes[1].Values);
        Assert.Equal(2, report.Causes.Count(cause => cause.Confidence == "high"));
    }

    [Fact]
    public async Task Additive_EverySegmentAlike_HasNoCause()
    {
        var report = await AnalyseAsync(Sum, ["A", "B"], Grid(31, (day, a, b) => Wobbling(day, a, b, 1_000) * (day >= 28 ? 0.8m : 1)), days: 31, current: 3);

        Assert.True(report.IsUnusual);
        Assert.Empty(report.Causes);
        Assert.Contains(report.Notes, note => note.Contains("by their size", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Additive_UsersWhoMoveToANewVersion_AreNoCause()
    {
        // Everybody moves from v1 to v2; a fifth of those in b0 is lost on another road.
        var rows = new List<SegmentRow>();
        for (var day = 0; day < 31; day++)
        {
            for (var b = 0; b < 3; b++)
            {
                var users = Wobbling(day, b, 0, 1_000) * (day >= 28 && b == 0 ? 0.8m : 1);
                rows.Add(new(day, [day >= 28 ? "v2" : "v1", $"b{b}"], users, 0));
            }
        }

        var report = await AnalyseAsync(Sum, ["VERSION", "B"], rows, days: 31, current: 3);

        Assert.Equal(["b0"], report.Causes[0].Values);
        Assert.Equal(["v2"], report.Within[0].Appeared);
        Assert.Equal(["v1"], report.Within[0].Vanished);
    }

    [Fact]
    public async Task Additive_Noise_IsCalledNoise()
    {
        var report = await AnalyseAsync(Sum, ["A", "B"], Grid(31, (day, a, b) => Wobbling(day, a, b, 1_000)), days: 31, current: 3);

        Assert.False(report.IsUnusual);
        Assert.Contains(report.Notes, note => note.Contains("nothing to explain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Additive_TinySegment_IsPooledHoweverMuchItMoves()
    {
        var rows = Grid(31, (day, a, b) => (a, b) == (0, 0) ? (day >= 28 ? 0 : 3) : Wobbling(day, a, b, 1_000) * (day >= 28 && a == 2 ? 0.9m : 1));

        var report = await AnalyseAsync(Sum, ["A", "B"], rows, days: 31, current: 3);

        Assert.DoesNotContain(report.Causes, cause => cause.Values.SequenceEqual(["a0", "b0"]));
        Assert.Equal(["a2"], report.Causes[0].Values);
    }

    [Fact]
    public async Task Any_EmptyConstantAndShort_AreSaid()
    {
        var nothing = await Assert.ThrowsAsync<Abstractions.ConnectorException>(() => AnalyseAsync(Sum, ["A"], [], days: 31, current: 3));
        Assert.Contains("no data in the base window", nothing.Message, StringComparison.Ordinal);
        var zero = await Assert.ThrowsAsync<Abstractions.ConnectorException>(() => AnalyseAsync(Rate, ["A"], [new(0, ["x"], 1, 0), new(30, ["x"], 1, 5)], days: 31, current: 3));
        Assert.Contains("denominator", zero.Message, StringComparison.Ordinal);

        var even = await AnalyseAsync(Sum, ["A", "B"], Grid(31, (day, _, _) => day >= 28 ? 5 : 10), days: 31, current: 3);
        Assert.Null(even.Z);
        Assert.All(even.Causes, cause => Assert.Equal("unknown", cause.Confidence));
        Assert.Contains(even.Notes, note => note.Contains("no confidence", StringComparison.Ordinal));

        var oneDay = await AnalyseAsync(Sum, ["A"], [new(0, ["x"], 7, 0), new(1, ["x"], 3, 0)], days: 2, current: 1);
        Assert.Equal(-4, oneDay.Change);
        Assert.Null(oneDay.Z);
    }

    [Fact]
    public async Task Additive_NegativeAndMissing_AddUpAndMissingDaysAreNamed()
    {
        var rows = Grid(31, (day, a, b) => (a == 0 ? -1 : 1) * Wobbling(day, a, b, 100)).Where(row => row.Period != 29).ToList();

        var report = await AnalyseAsync(Sum, ["A", "B"], rows, days: 31, current: 3);

        Assert.Equal([Start.AddDays(29)], report.Missing);
        Assert.All(report.Dimensions, dimension => Assert.Equal(report.Change, dimension.All.Sum(static effect => effect.Contribution), 12));
    }

    [Fact]
    public void Contributions_OfAnyRows_AddUpToTheChange()
    {
        var row = from day in Gen.Choose(0, 13)
                  from a in Gen.Elements("x", "y", "z", null)
                  from b in Gen.Elements("p", "q", "r")
                  from n in Gen.Choose(-1_000_000, 1_000_000)
                  from d in Gen.Choose(0, 1_000)
                  select new SegmentRow(day, [a, b], n / 100m, d);
        Prop.ForAll(Arb.From(Gen.ListOf(row)), rows =>
        {
            // Enough to begin with, so that no window is empty.
            List<SegmentRow> all = [new(0, ["x", "p"], 5, 3), new(13, ["x", "p"], 4, 2), .. rows];
            foreach (var measure in new[] { Sum, Rate })
            {
                var report = AnalyseAsync(measure, ["A", "B"], all, days: 14, current: 4).GetAwaiter().GetResult();
                foreach (var dimension in report.Dimensions)
                {
                    var sum = dimension.All.Sum(static effect => effect.Contribution);
                    Assert.True(Math.Abs(sum - report.Change) < 1e-15m, $"{sum} {report.Change}");
                    Assert.True(!measure.IsRatio || Math.Abs(dimension.Rate + dimension.Mix - report.Change) < 1e-15m);
                }

                Assert.All(report.Causes, cause => Assert.True(cause.Z is null || double.IsFinite(cause.Z.Value)));
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<ChangeReport> AnalyseAsync(Measure measure, string[] dimensions, IReadOnlyList<SegmentRow> rows, int days, int current)
    {
        var source = new MetricSource { Title = "t", Table = "T", DateColumn = "D", Grain = Grain.Day, Measure = measure };
        var split = Start.AddDays(days - current);
        var plan = ChangePlan.Of(source, new Window(split, Start.AddDays(days - 1)), new Window(Start, split.AddDays(-1)), Start.AddDays(days), dimensions, match: false);
        return await new ChangeAnalysis(plan, new CubeSegments(rows, days, measure.IsRatio)).RunAsync();
    }

    private static List<SegmentRow> Grid(int days, Func<int, int, int, decimal> value) =>
    [
        .. from day in Enumerable.Range(0, days)
           from a in Enumerable.Range(0, 3)
           from b in Enumerable.Range(0, 4)
           select new SegmentRow(day, [$"a{a}", $"b{b}"], value(day, a, b), 0),
    ];

    private static decimal Wobbling(int day, int a, int b, decimal size) => size * (1 + ((((day * 31) + (a * 17) + (b * 13)) * 2_654_435_761L % 1_000) - 500) / 25_000m);
}
