using System.Collections.Concurrent;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>One metric with all its series. What has more labels than can be kept is counted together, so that no sender of labels can fill the memory.</summary>
internal sealed class MetricFamily
{
    /// <summary>The most series of one metric.</summary>
    public const int MaxSeries = 1000;

    private readonly ConcurrentDictionary<LabelKey, MetricSeries> byTags = new(LabelKeyComparer.Instance);
    private readonly ConcurrentDictionary<LabelKey, MetricSeries>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> lookup;
    private readonly Dictionary<string, MetricSeries> byLabels = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly bool isTotal;
    private readonly double[]? bounds;

    /// <summary>Creates the family.</summary>
    /// <param name="name">The name as Prometheus reads it.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="shape">How measurements are put together.</param>
    /// <param name="bounds">The bounds of a histogram's buckets, else null.</param>
    public MetricFamily(string name, string help, InstrumentShape shape, double[]? bounds)
    {
        Name = name;
        Help = help;
        Kind = shape.Kind;
        isTotal = shape.IsTotal;
        this.bounds = bounds;
        lookup = byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    /// <summary>The name as Prometheus reads it.</summary>
    public string Name { get; }

    /// <summary>One sentence.</summary>
    public string Help { get; }

    /// <summary>What it is to Prometheus.</summary>
    public MetricKind Kind { get; }

    /// <summary>Takes one measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!lookup.TryGetValue(tags, out var series))
        {
            series = Find(tags);
        }

        series.Record(value, isTotal);
    }

    /// <summary>Forgets what was observed before, so that what is gone is not shown for ever.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (isTotal)
            {
                byTags.Clear();
                byLabels.Clear();
            }
        }
    }

    /// <summary>The series, ordered by their labels.</summary>
    public MetricSeries[] Snapshot()
    {
        lock (gate)
        {
            return [.. byLabels.Values.OrderBy(static series => series.Labels, StringComparer.Ordinal)];
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelText.Of(tags);
        lock (gate)
        {
            if (!byLabels.TryGetValue(labels, out var series))
            {
                if (byLabels.Count >= MaxSeries)
                {
                    labels = LabelText.Overflow;
                }

                if (!byLabels.TryGetValue(labels, out series))
                {
                    byLabels[labels] = series = new(labels, bounds);
                }
            }

            // The same tags in another order find the same series; only so many orders are remembered.
            if (byTags.Count < 2 * MaxSeries)
            {
                byTags.TryAdd(new(tags.ToArray()), series);
            }

            return series;
        }
    }
}
