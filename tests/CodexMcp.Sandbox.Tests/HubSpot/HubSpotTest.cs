using CodexMcp.Sandbox.HubSpot;
using CodexMcp.Sandbox.Tests.Support;

namespace CodexMcp.Sandbox.Tests.HubSpot;

/// <summary>A test with an account of its own.</summary>
public abstract class HubSpotTest : IDisposable
{
    internal HubSpotTest(HubSpotSimulatorOptions? options = null)
    {
        Simulator = new HubSpotSimulator(Time, options ?? new HubSpotSimulatorOptions { SearchLimit = 1_000, BurstLimit = 10_000 });
        Hub = new HubClient(Simulator);
    }

    internal ManualTime Time { get; } = new();

    internal HubSpotSimulator Simulator { get; }

    internal HubClient Hub { get; }

    public void Dispose()
    {
        Hub.Dispose();
        GC.SuppressFinalize(this);
    }
}
