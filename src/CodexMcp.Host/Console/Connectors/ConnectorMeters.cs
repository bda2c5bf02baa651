using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CodexMcp.Core.Telemetry;

namespace CodexMcp.Host.Console.Connectors;

/// <summary>
/// What connectors did in this process since somebody first opened the console: attempts, failures, latency, and the circuits as they are.
/// Taken from the host's own meter, so nothing is measured twice.
/// </summary>
internal sealed class ConnectorMeters : IDisposable
{
    private readonly ConcurrentDictionary<ConnectorKey, ConnectorFigures> figures = new();
    private readonly ConcurrentDictionary<ConnectorKey, int> circuits = new();
    private readonly Lock reading = new();
    private readonly MeterListener listener = new();

    /// <summary>Begins to listen.</summary>
    public ConnectorMeters(DateTimeOffset now)
    {
        Since = now;
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == CallTelemetry.Name && instrument.Name is "codexmcp.connector.duration" or "codexmcp.connector.circuit")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            var key = Key(tags, out var failed);
            figures.GetOrAdd(key, static _ => new()).Add(seconds, failed);
        });
        listener.SetMeasurementEventCallback<int>((_, state, tags, _) => circuits[Key(tags, out bool _)] = state);
        listener.Start();
    }

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Everything as it is now, by connector, environment and role.</summary>
    public IReadOnlyList<ConnectorLine> Read()
    {
        lock (reading)
        {
            circuits.Clear();
            listener.RecordObservableInstruments();
            return
            [
                .. figures.Keys.Union(circuits.Keys)
                    .OrderBy(key => key.Connector, StringComparer.Ordinal).ThenBy(key => key.Environment, StringComparer.Ordinal).ThenBy(key => key.Role, StringComparer.Ordinal)
                    .Select(key => new ConnectorLine(key, figures.GetValueOrDefault(key)?.Read() ?? default, circuits.TryGetValue(key, out var state) ? state : null)),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static ConnectorKey Key(ReadOnlySpan<KeyValuePair<string, object?>> tags, out bool failed)
    {
        var key = new ConnectorKey("", "", "");
        failed = false;
        foreach (var (name, value) in tags)
        {
            switch (name)
            {
                case "role":
                    key = key with { Role = value as string ?? "" };
                    break;
                case "connector":
                    key = key with { Connector = value as string ?? "" };
                    break;
                case "environment":
                    key = key with { Environment = value as string ?? "" };
                    break;
                case "error.type":
                    failed = true;
                    break;
            }
        }

        return key;
    }
}

/// <summary>One connector as one role has it.</summary>
internal readonly record struct ConnectorKey(string Connector, string Environment, string Role);

/// <summary>What it did, and its circuit: 0 closed, 1 half open, 2 open; null when nothing has made it yet.</summary>
internal sealed record ConnectorLine(ConnectorKey Key, Latency Latency, int? Circuit);
