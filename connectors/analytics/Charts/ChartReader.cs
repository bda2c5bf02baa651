using System.Globalization;
using CodexMcp.Connectors.Analytics.Change;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Results;

namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>Reads what a chart shows, bounded to what one can see: the largest values by themselves, the rest together.</summary>
internal sealed class ChartReader(AnalyticsCall call, MetricSource source, Window window)
{
    public const string Rest = "others";
    private const string Empty = "(empty)";
    private const int MostLines = 6;
    private const int MostBars = 12;
    private const int MostRows = 14;
    private const int MostColumns = 62;
    private const int MostPoints = 800;
    private const int MostPointsOfMany = 190;

    private readonly IReadOnlyList<DateOnly> periods = SeriesReader.Periods(source.Grain, window, call.Today);

    /// <summary>In how many periods there is anything at all.</summary>
    private int seen;

    public async ValueTask<ChartData> ReadAsync(string kind, string title, string? split, string? rows)
    {
        var dimensions = new[] { split, rows }.OfType<string>().ToList();
        var query = new QuerySegments(call, source, dimensions, [window], periods);
        var all = Enumerable.Range(0, dimensions.Count).ToList();
        var segments = await query.ReadAsync(all, []).ConfigureAwait(false) ?? throw SeriesReader.TooMany();
        seen = Enumerable.Range(0, periods.Count).Count(period => segments.Any(segment => segment.Seen[period]));
        var (labels, series) = (kind, split, rows) switch
        {
            ("heatmap", { }, { }) => Crossed(segments),
            ("bar", { }, _) => Totals(segments),
            _ => OverTime(segments, split is null ? 1 : kind == "heatmap" ? MostRows : MostLines),
        };
        var unit = source.Unit is { } own ? $", {own}" : "";
        var subtitle = kind == "bar" && split is not null ? $"{source.Table}, {window}{unit}{(IsMean ? ", mean per " + source.Grain.Name() : "")}" : $"{source.Table}, {window}{unit}";
        return new ChartData(kind, title, subtitle, labels, series);
    }

    /// <summary>Whether a value of the whole window is the mean of its periods.</summary>
    private bool IsMean => !source.Measure.IsRatio && (source.Averages || !source.Measure.Adds);

    private (IReadOnlyList<string>, IReadOnlyList<ChartSeries>) OverTime(IReadOnlyList<Segment> segments, int most)
    {
        if (periods.Count > (most == MostRows ? MostColumns : most == 1 ? MostPoints : MostPointsOfMany))
        {
            throw AnalyticsCall.Refused($"There are {periods.Count} {source.Grain.Name()}s in {window}, more than a chart can show.", "Choose a shorter period, or a view by week or month.");
        }

        return ([.. periods.Select(Label)], Largest(segments, most).ConvertAll(group => new ChartSeries(group.Name, SeriesReader.Values(group.Segment), group.IsRest)));
    }

    private (IReadOnlyList<string>, IReadOnlyList<ChartSeries>) Totals(IReadOnlyList<Segment> segments)
    {
        var groups = Largest(segments, MostBars);
        return ([.. groups.Select(static group => group.Name)], [new ChartSeries("", [.. groups.Select(group => Total(group.Segment))])]);
    }

    private (IReadOnlyList<string>, IReadOnlyList<ChartSeries>) Crossed(IReadOnlyList<Segment> segments)
    {
        List<string?> Names(int place, int most) =>
        [
            .. segments.GroupBy(segment => segment.Values[place]).OrderByDescending(static group => group.Sum(Size)).ThenBy(static group => group.Key, StringComparer.Ordinal)
                .Take(most).Select(static group => group.Key),
        ];
        var columns = Names(0, MostBars);
        var cells = segments.ToDictionary(static segment => (segment.Values[0] ?? "\0", segment.Values[1] ?? "\0"));
        return (
            [.. columns.Select(static name => Shown(name))],
            [
                .. Names(1, MostRows).Select(row => new ChartSeries(
                    Shown(row), [.. columns.Select(column => cells.TryGetValue((column ?? "\0", row ?? "\0"), out var cell) ? Total(cell) : null)])),
            ]);
    }

    /// <summary>The largest segments, and the others as one where they add up.</summary>
    private List<(string Name, Segment Segment, bool IsRest)> Largest(IReadOnlyList<Segment> segments, int most)
    {
        var ordered = segments.OrderByDescending(Size).ThenBy(static segment => segment.Values.Count > 0 ? segment.Values[0] : null, StringComparer.Ordinal).ToList();
        var groups = ordered.Take(most).Select(static segment => (segment.Values.Count > 0 ? Shown(segment.Values[0]) : "", segment, false)).ToList();
        if (ordered.Count > most && source.Measure.Adds)
        {
            var rest = ordered.Skip(most).SelectMany(static segment => segment.Numerator.Select((value, index) => (segment, value, index)))
                .Where(static cell => cell.segment.Seen[cell.index])
                .Select(static cell => new SegmentRow(cell.index, [], cell.value, cell.segment.Denominator.Length > 0 ? cell.segment.Denominator[cell.index] : 0));
            groups.AddRange(SegmentTable.Build(rest, [], periods.Count, source.Measure.IsRatio).Select(static segment => (Rest, segment, true)));
        }

        return groups;
    }

    /// <summary>The value of the whole window.</summary>
    private decimal? Total(Segment segment)
    {
        if (segment.Denominator.Length == 0)
        {
            return seen == 0 ? null : IsMean ? segment.Numerator.Sum() / seen : segment.Numerator.Sum();
        }

        return segment.Denominator.Sum() is var denominator && denominator == 0 ? null : segment.Numerator.Sum() / denominator;
    }

    private static decimal Size(Segment segment) => segment.Denominator.Length > 0 ? segment.Denominator.Sum(Math.Abs) : segment.Numerator.Sum(Math.Abs);

    private static string Shown(string? value) => value is null ? Empty : VendorText.Clean(value, 60);

    private string Label(DateOnly day) => day.ToString(source.Grain == Grain.Month ? "MMM yyyy" : "MMM d", CultureInfo.InvariantCulture);
}
