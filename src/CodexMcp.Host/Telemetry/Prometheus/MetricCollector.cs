using System.Buffers;
using System.Diagnostics.Metrics;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>Keeps the numbers of our own meters, the runtime's and the web server's, to be written when somebody asks.</summary>
internal sealed class MetricCollector : IDisposable
{
    // By name: the SDK's own meter labels tools as clients write them, so it is not among them.
    private static readonly HashSet<string> Meters = new(StringComparer.Ordinal)
    {
        CallTelemetry.Name, HttpTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel",
    };

    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly MeterListener listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">Whom to listen to; null for those that the host has.</param>
    public MetricCollector(IReadOnlySet<string>? meters = null)
    {
        meters ??= Meters;
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (meters.Contains(instrument.Meter.Name) && FamilyOf(instrument) is { } family)
            {
                all.EnableMeasurementEvents(instrument, family);
            }
        };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.Start();
    }

    /// <summary>Writes everything as it is now.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        // One at a time: what is observed is cleared and observed anew.
        lock (writing)
        {
            var all = Families();
            Array.ForEach(all, static family => family.Clear());
            listener.RecordObservableInstruments();
            foreach (var family in Families())
            {
                ExpositionWriter.Write(output, family);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private MetricFamily[] Families()
    {
        lock (gate)
        {
            return [.. families.Values];
        }
    }

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        if (InstrumentShape.Of(instrument) is not { } shape)
        {
            return null;
        }

        var name = MetricNames.Metric(instrument.Name, instrument.Unit, shape.Kind);
        lock (gate)
        {
            if (!families.TryGetValue(name, out var family))
            {
                families[name] = family = new(name, instrument.Description ?? "", shape, shape.Kind == MetricKind.Histogram ? InstrumentShape.Bounds(instrument) : null);
            }

            // One name, one type: a second instrument of the name that is another kind can't be shown beside it.
            return family.Kind == shape.Kind ? family : null;
        }
    }
}
