namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>The value of one metric for one set of labels.</summary>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[]? buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double value;

    /// <summary>The labels as they are written.</summary>
    public string Labels => labels;

    /// <summary>The upper bounds of a histogram's buckets.</summary>
    public IReadOnlyList<double> Bounds => bounds ?? [];

    /// <summary>Takes one measurement.</summary>
    public void Record(double measurement, bool isTotal)
    {
        if (double.IsNaN(measurement))
        {
            return; // no number, nothing to add up
        }

        lock (gate)
        {
            value = isTotal ? measurement : value + measurement;
            if (buckets is not null)
            {
                // A bound belongs to its bucket: the first that is not below the measurement.
                var index = Array.BinarySearch(bounds!, measurement);
                buckets[index < 0 ? ~index : index]++;
            }
        }
    }

    /// <summary>Gives the value: for a histogram the sum.</summary>
    public double Read()
    {
        lock (gate)
        {
            return value;
        }
    }

    /// <summary>Gives the sum and the counts of all buckets together, each with those before it; the last is the count of all.</summary>
    public (double Sum, long[] Cumulative) ReadHistogram()
    {
        lock (gate)
        {
            var cumulative = (long[])buckets!.Clone();
            for (var i = 1; i < cumulative.Length; i++)
            {
                cumulative[i] += cumulative[i - 1];
            }

            return (value, cumulative);
        }
    }
}
