using System.Runtime.CompilerServices;

namespace CodexMcp.Host.Telemetry;

/// <summary>What listens to the host's metrics and traces while it runs. Nothing of it is loaded unless the options ask for it.</summary>
internal sealed class HostTelemetry : IAsyncDisposable
{
    private readonly Prometheus.MetricCollector? collector;
    private readonly IDisposable? export;

    private HostTelemetry(TelemetryOptions options)
    {
        export = options.Otlp ? StartExport(options) : null;
        if (options.Metrics)
        {
            collector = new();
            Metrics = new(collector, options);
        }
    }

    /// <summary>Answers <c>/metrics</c>; null when that is switched off.</summary>
    public PrometheusEndpoint? Metrics { get; }

    /// <summary>Begins to listen. Validate the options first.</summary>
    public static HostTelemetry Start(TelemetryOptions options) => new(options);

    /// <summary>Begins to export when the standard variables ask for it: for a session over STDIO, which has no settings file and no <c>/metrics</c>.</summary>
    public static HostTelemetry? StartFromEnvironment() => TelemetryOptions.AsksForOtlp(Environment.GetEnvironmentVariable)
        ? new(new() { Otlp = true, Metrics = false })
        : null;

    /// <summary>Sends what is left, within the exporter's own few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        collector?.Dispose();
        if (export is not null)
        {
            await Task.Run(export.Dispose).ConfigureAwait(false);
        }
    }

    // Not inlined: whoever does not export must not load the exporter.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport StartExport(TelemetryOptions options) => new(options);
}
