using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>The tool <c>analytics_explain_change</c>: reads, splits the change, ranks, tells.</summary>
internal static class ExplainChange
{
    private const int MostDimensions = 5;

    public static async ValueTask<ToolResult> RunAsync(AnalyticsCall call)
    {
        var invocation = call.Invocation;
        var source = await SourceReader.ReadAsync(call).ConfigureAwait(false);
        var (current, baseline) = ReadWindows(call, source.Grain);
        var dimensions = Dimensions(call, source);
        if (source.Measure.IsRatio && !source.Measure.Adds)
        {
            throw AnalyticsCall.Refused("A ratio of distinct counts can't be split: its segments overlap, so their parts don't add up.", "Explain the numerator and the denominator one by one, or use a measure of sums.");
        }

        var plan = ChangePlan.Of(source, current, baseline, call.Today, dimensions, Arguments.Any(invocation, "match_weekdays").ValueKind != JsonValueKind.False) with
        {
            Depth = Math.Min(Arguments.Number(invocation, "depth", 2), 2),
            Top = Arguments.Number(invocation, "top", 5),
            MinShare = Arguments.Any(invocation, "min_share") is { ValueKind: JsonValueKind.Number } share && share.TryGetDecimal(out var least) ? least : 0.01m,
        };
        if (!plan.Current.Contains(true) || !plan.Usual.Contains(true))
        {
            throw AnalyticsCall.Refused(
                $"The {(plan.Current.Contains(true) ? "base" : "current")} window holds no whole {source.Grain.Name()} that is over.",
                "Choose a longer window; yesterday (UTC) is the last full day.");
        }

        var segments = await new QuerySegments(call, source, dimensions, Ranges(baseline, current), plan.Periods).OpenAsync().ConfigureAwait(false);
        var report = await new ChangeAnalysis(plan, segments).RunAsync().ConfigureAwait(false);
        return new ToolResult
        {
            Structured = JsonResult.Build(writer => new ChangeWriter(report, source, current, baseline).Write(writer, call.Queries.Ran)),
            Text = ChangeWords.Tell(report, source),
        };
    }

    private static (Window Current, Window Baseline) ReadWindows(AnalyticsCall call, Grain grain)
    {
        var from = Windows.Day(call.Invocation, "current_from") ?? throw AnalyticsCall.Refused("current_from is missing.", "Give the first day of the change, e.g. 2026-05-31; analytics_detect_anomalies finds it.");
        var current = Windows.Check(new Window(from, Windows.Day(call.Invocation, "current_to") ?? call.Today.AddDays(-1)), "current_from", "current_to");
        var to = Windows.Day(call.Invocation, "base_to") ?? from.AddDays(-1);
        var before = Windows.Day(call.Invocation, "base_from") ?? grain switch
        {
            Grain.Week => to.AddDays(1 - (7 * 8)),
            Grain.Month => to.AddDays(1).AddMonths(-6),
            _ => to.AddDays(-27),
        };
        var baseline = Windows.Check(new Window(before, to), "base_from", "base_to");
        return baseline.To < current.From || baseline.From > current.To
            ? (current, baseline)
            : throw AnalyticsCall.Refused($"The two windows overlap ({baseline}; {current}).", "Choose windows that share no day.");
    }

    private static IReadOnlyList<string> Dimensions(AnalyticsCall call, MetricSource source)
    {
        var named = Windows.Columns(call.Invocation, "dimensions", MostDimensions);

        // What a filter holds to one value explains nothing.
        var fixedTo = source.Filters.Where(static filter => filter.Values.Count == 1).Select(static filter => filter.Column).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var dimensions = named.Count > 0 ? named : [.. source.Dimensions.Where(dimension => !fixedTo.Contains(dimension)).Take(MostDimensions)];
        return dimensions.Count > 0 ? dimensions : throw AnalyticsCall.Refused("There is no dimension to break the change down by.", "Give dimensions: columns such as COUNTRY or PLATFORM.");
    }

    /// <summary>One range when nothing lies between the two.</summary>
    private static IReadOnlyList<Window> Ranges(Window one, Window other)
    {
        var (first, last) = one.From < other.From ? (one, other) : (other, one);
        return first.To.AddDays(1) == last.From ? [new Window(first.From, last.To)] : [first, last];
    }
}
