using System.Diagnostics.Metrics;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>What a metric is to Prometheus.</summary>
internal enum MetricKind
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It goes up and down.</summary>
    Gauge,

    /// <summary>Counts by size.</summary>
    Histogram,
}

/// <summary>How an instrument's measurements are put together.</summary>
/// <param name="Kind">What they are to Prometheus.</param>
/// <param name="IsTotal">Whether a measurement is the value itself; else it is added.</param>
internal readonly record struct InstrumentShape(MetricKind Kind, bool IsTotal)
{
    /// <summary>Tells the shape of an instrument; null for a kind that is not known.</summary>
    public static InstrumentShape? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(Counter<>) ? new(MetricKind.Counter, false)
            : kind == typeof(ObservableCounter<>) ? new(MetricKind.Counter, true)
            : kind == typeof(UpDownCounter<>) ? new(MetricKind.Gauge, false)
            : kind == typeof(ObservableUpDownCounter<>) || kind == typeof(ObservableGauge<>) || kind == typeof(Gauge<>) ? new(MetricKind.Gauge, true)
            : kind == typeof(Histogram<>) ? new(MetricKind.Histogram, false)
            : null;
    }

    /// <summary>The upper bounds of a histogram's buckets, growing; its own advice, else the usual ones.</summary>
    public static double[] Bounds(Instrument instrument)
    {
        IEnumerable<double>? advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(static bound => (double)bound),
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(static bound => (double)bound),
            _ => null,
        };
        double[] bounds = [.. (advised ?? [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]).Where(double.IsFinite).Distinct().Order()];
        return bounds;
    }
}
