using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Core.Tests.Telemetry;

/// <summary>Follows the spans and measurements of one role, as a collector would; tests of other roles may run beside it.</summary>
internal sealed class Listening : IDisposable
{
    private readonly string role;
    private readonly ActivityListener spans;
    private readonly MeterListener meters = new();

    public Listening(string role, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        this.role = role;
        spans = new()
        {
            ShouldListenTo = source => source.Name == CallTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = span =>
            {
                if ((span.GetTagItem("codexmcp.role") ?? span.Parent?.GetTagItem("codexmcp.role")) is string named && named == role)
                {
                    Spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(spans);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CallTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
    }

    public ConcurrentQueue<Activity> Spans { get; } = [];

    public ConcurrentQueue<string> Measurements { get; } = [];

    public void Observe() => meters.RecordObservableInstruments();

    /// <summary>Everything that was told, in one text.</summary>
    public string Everything() => string.Join('\n', Measurements) + string.Join('\n', Spans.Select(span =>
        $"{span.DisplayName} {span.StatusDescription} {span.TraceStateString} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(each => each.Tags))} {string.Join(' ', span.Baggage)}"));

    public void Dispose()
    {
        spans.Dispose();
        meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(' ', tags.ToArray().Where(tag => tag.Key != "role").Select(tag => $"{tag.Key}={tag.Value}"));
        if (tags.ToArray().Any(tag => tag.Key == "role" && (string?)tag.Value == role))
        {
            Measurements.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {labels} {value}"));
        }
    }
}
