using System.Text.Json;

namespace CodexMcp.Sandbox;

/// <summary>A simulator of one vendor's HTTP API over synthetic data. It is the same object in process and behind a socket.</summary>
public interface IVendorSimulator : IAsyncDisposable
{
    /// <summary>The system that is simulated, as connectors name it: <c>snowflake</c>.</summary>
    string System { get; }

    /// <summary>Answers one request as the vendor would. Never throws for what a client sent; only <paramref name="ct"/> or a simulated
    /// broken connection ends it without an answer.</summary>
    ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct);

    /// <summary>Writes what a client logs in with, as members of the connector's settings, into the object that the writer is in.</summary>
    void WriteCredentials(Utf8JsonWriter writer);
}
