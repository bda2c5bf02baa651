using System.Globalization;
using System.Text;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Results;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Anomalies;

/// <summary>The tool <c>analytics_detect_anomalies</c>: which periods are not what trend and season let expect.</summary>
internal static class DetectAnomalies
{
    private const double DefaultThreshold = 3.5;
    private const int LeastValues = 8;
    private const int MostTold = 100;

    public static async ValueTask<ToolResult> RunAsync(AnalyticsCall call)
    {
        var source = await SourceReader.ReadAsync(call).ConfigureAwait(false);
        var window = Windows.Read(call, source.Grain switch { Grain.Week => 364, Grain.Month => 1_095, _ => 91 });
        var season = Arguments.Number(call.Invocation, "season", source.Grain switch { Grain.Week => 1, Grain.Month => 12, _ => 7 });
        var threshold = Arguments.Any(call.Invocation, "threshold") is { ValueKind: JsonValueKind.Number } given ? given.GetDouble() : DefaultThreshold;
        var series = await SeriesReader.ReadAsync(call, source, window).ConfigureAwait(false);
        var parts = new Decomposition([.. series.Values.Select(static value => (double?)value)], season);
        var odd = Enumerable.Range(0, series.Periods.Count).Where(index => Math.Abs(parts.Score(index) ?? 0) >= threshold).ToList();
        var least = Math.Max(LeastValues, 2 * season);
        var there = series.Values.Count(static value => value is not null);
        var status = there < least ? "too_little_data" : parts.Spread == 0 ? "no_variation" : "ok";
        odd = status == "ok" ? [.. odd.OrderByDescending(index => Math.Abs(parts.Score(index)!.Value)).Take(MostTold).Order()] : [];
        var notice = status switch
        {
            "too_little_data" => $"There are {there} values; at least {least} (two seasons) are needed to tell what is usual. Choose a longer period.",
            "no_variation" => "The values never differ from what is expected, so none of them can be called odd.",
            _ => null,
        };
        return new ToolResult
        {
            Structured = JsonResult.Build(writer => Write(writer, source, window, season, threshold, series, parts, odd, status, notice, call.Queries.Ran)),
            Text = notice ?? Words(source, series, parts, odd, season),
        };
    }

    private static void Write(
        Utf8JsonWriter writer, MetricSource source, Window window, int season, double threshold, Series series, Decomposition parts, List<int> odd, string status, string? notice, IReadOnlyList<RanQuery> queries)
    {
        writer.WriteStartObject();
        writer.WriteString("status", status);
        SourceWriter.Metric(writer, source);
        writer.Window("window", window);
        writer.WriteNumber("season", season);
        writer.Statistic("threshold", threshold);
        writer.WriteNumber("values", series.Values.Count(static value => value is not null));
        if (status == "ok")
        {
            writer.Statistic("usual_spread", parts.Spread, 6);
        }

        writer.WriteStartArray("anomalies");
        foreach (var index in odd)
        {
            var expected = parts.Expected(index);
            writer.WriteStartObject();
            writer.Day("period", series.Periods[index]);
            writer.Number("value", series.Values[index]);
            writer.Statistic("expected", expected, 6);
            writer.Statistic("low", expected - (threshold * parts.Spread), 6);
            writer.Statistic("high", expected + (threshold * parts.Spread), 6);
            writer.Statistic("percent", expected == 0 ? null : 100 * parts.Residuals[index] / Math.Abs(expected), 2);
            writer.Statistic("score", parts.Score(index), 2);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("runs");
        foreach (var (first, last, low) in Runs(odd, parts))
        {
            writer.WriteStartObject();
            writer.Day("from", series.Periods[first]);
            writer.Day("to", series.Periods[last]);
            writer.WriteString("direction", low ? "low" : "high");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (series.Missing.Any())
        {
            writer.Texts("missing", series.Missing.Take(40).Select(ResultJson.Text));
        }

        writer.WriteString("formula", $"score = (value - trend - season) / spread; trend is a running median over {(2 * (season > 1 ? season : 5)) + 1} values, spread is 1.4826 * the median absolute residual");
        if (notice is not null)
        {
            writer.WriteString("notice", notice);
        }

        SourceWriter.Queries(writer, queries);
        writer.WriteEndObject();
    }

    /// <summary>Odd periods next to each other on the same side.</summary>
    private static List<(int First, int Last, bool Low)> Runs(List<int> odd, Decomposition parts)
    {
        var runs = new List<(int First, int Last, bool Low)>();
        foreach (var index in odd)
        {
            var low = parts.Residuals[index] < 0;
            if (runs.Count > 0 && runs[^1].Last == index - 1 && runs[^1].Low == low)
            {
                runs[^1] = runs[^1] with { Last = index };
            }
            else
            {
                runs.Add((index, index, low));
            }
        }

        return runs;
    }

    private static string Words(MetricSource source, Series series, Decomposition parts, List<int> odd, int season)
    {
        if (odd.Count == 0)
        {
            return $"{source.Title}: nothing unusual in {series.Periods.Count} {source.Grain.Name()}s (season {season}).";
        }

        var text = new StringBuilder();
        foreach (var index in odd)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ResultJson.Text(series.Periods[index])}: {ResultJson.Round(series.Values[index]!.Value)}, expected {parts.Expected(index):0.####}, score {parts.Score(index):0.0}\n");
        }

        return text.ToString();
    }
}
