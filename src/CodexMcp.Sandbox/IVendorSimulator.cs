namespace CodexMcp.Sandbox;

/// <summary>A simulator of one vendor's HTTP API over synthetic data. It is the same object in process and behind a socket.</summary>
public interface IVendorSimulator : IAsyncDisposable
{
    /// <summary>The system that is simulated, as connectors name it: <c>snowflake</c>.</summary>
    string System { get; }

    /// <summary>Answers one request as the vendor would. Never throws for what a client sent; only <paramref name="ct"/> or a simulated
    /// broken connection ends it without an answer.</summary>
    ValueTask<SimulatorResponse> HandleAsync(SimulatorRequest request, CancellationToken ct);
}
