using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Results;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Charts;

/// <summary>The tool <c>analytics_chart</c>: reads, draws, and tells what was drawn.</summary>
internal static class ChartTool
{
    public static async ValueTask<ToolResult> RunAsync(AnalyticsCall call)
    {
        var invocation = call.Invocation;
        var kind = Arguments.Required(invocation, "kind");
        var (split, rows) = (Arguments.Text(invocation, "split"), Arguments.Text(invocation, "rows"));
        if ((kind == "heatmap" && split is null) || (kind != "heatmap" && rows is not null) || (rows is not null && rows == split))
        {
            throw AnalyticsCall.Refused(
                kind == "heatmap" ? "A heat map needs split, and rows must be another column." : $"A {kind} chart takes no rows.",
                kind == "heatmap" ? "Give split: a column for its rows, or its columns when rows is given too." : "Use split, or kind heatmap.");
        }

        var source = await SourceReader.ReadAsync(call).ConfigureAwait(false);
        var window = Windows.Read(call, source.Grain switch { Grain.Week => 182, Grain.Month => 365, _ => 30 });
        var title = Arguments.Text(invocation, "title") is { Length: > 0 } own ? VendorText.Clean(own, 80) : source.Title + (split is null ? "" : $" by {split}") + (rows is null ? "" : $" and {rows}");
        var data = await new ChartReader(call, source, window).ReadAsync(kind, title, split, rows).ConfigureAwait(false);
        var picture = Painter.Paint(data);
        return new ToolResult
        {
            Structured = JsonResult.Build(writer => Write(writer, source, window, data, picture.Length, call.Queries.Ran)),
            Text = $"{data.Title}. {data.Subtitle}. {data.Series.Count} series of {data.Labels.Count} values; the numbers are in the structured result.",
            Content = [new ToolContent.Image(picture, "image/png")],
        };
    }

    private static void Write(Utf8JsonWriter writer, MetricSource source, Window window, ChartData data, int bytes, IReadOnlyList<RanQuery> queries)
    {
        writer.WriteStartObject();
        writer.WriteString("title", data.Title);
        writer.WriteString("kind", data.Kind);
        SourceWriter.Metric(writer, source);
        writer.Window("window", window);
        writer.WriteStartObject("picture");
        writer.WriteString("media_type", "image/png");
        writer.WriteNumber("width", Painter.Width);
        writer.WriteNumber("height", Painter.Height);
        writer.WriteNumber("bytes", bytes);
        writer.WriteEndObject();
        writer.Texts("labels", data.Labels);
        writer.WriteStartArray("series");
        foreach (var series in data.Series)
        {
            writer.WriteStartObject();
            writer.WriteString("name", series.Name.Length > 0 ? series.Name : data.Title);
            writer.WriteStartArray("values");
            foreach (var value in series.Values)
            {
                if (value is { } number)
                {
                    writer.WriteNumberValue(ResultJson.Round(number));
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        SourceWriter.Queries(writer, queries);
        writer.WriteEndObject();
    }
}
