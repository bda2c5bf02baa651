using CodexMcp.Core.Telemetry;
using CodexMcp.Host.Mcp;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodexMcp.Host.Telemetry;

/// <summary>Sends our own spans and metrics to an OTLP collector. The standard OTEL_ variables hold for everything that the options leave open.</summary>
/// <remarks>The SDK's source is not followed: its spans repeat ours, and name tools as clients write them.</remarks>
internal sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    /// <summary>Begins to export.</summary>
    public OtlpExport(TelemetryOptions options)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("codex-mcp", serviceVersion: McpAdapter.Identity.Version)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(CallTelemetry.Name)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(CallTelemetry.Name, HttpTelemetry.Name)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/metrics"))
            .Build();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        if (options.OtlpProtocol is { } protocol)
        {
            exporter.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        if (options.OtlpEndpoint is { } endpoint)
        {
            // The exporter completes the path of an address from the environment only.
            exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc ? endpoint : new(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        }
    }
}
