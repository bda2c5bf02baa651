using System.Buffers;
using System.Globalization;
using System.Text;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
internal static class ExpositionWriter
{
    /// <summary>Writes one metric with all its series; one without series is left out.</summary>
    public static void Write(IBufferWriter<byte> output, MetricFamily family)
    {
        var series = family.Snapshot();
        if (series.Length == 0)
        {
            return;
        }

        var type = family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        Line(output, $"# HELP {family.Name} {Escape(family.Help)}");
        Line(output, $"# TYPE {family.Name} {type}");
        foreach (var one in series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(output, family.Name, one);
            }
            else
            {
                Line(output, $"{family.Name}{Braces(one.Labels)} {Number(one.Read())}");
            }
        }
    }

    private static void WriteHistogram(IBufferWriter<byte> output, string name, MetricSeries series)
    {
        var (sum, counts) = series.ReadHistogram();
        var before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        for (var i = 0; i < counts.Length; i++)
        {
            var bound = i < series.Bounds.Count ? Number(series.Bounds[i]) : "+Inf";
            Line(output, string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{bound}\"}} {counts[i]}"));
        }

        Line(output, $"{name}_sum{Braces(series.Labels)} {Number(sum)}");
        Line(output, string.Create(CultureInfo.InvariantCulture, $"{name}_count{Braces(series.Labels)} {counts[^1]}"));
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string help) => help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Line(IBufferWriter<byte> output, string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }
}
