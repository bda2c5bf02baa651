using CodexMcp.Sandbox.Snowflake;

namespace CodexMcp.Sandbox.Tests.Support;

/// <summary>One simulator for the tests that only read, so that its tables are built once.</summary>
public sealed class SharedWarehouse : IAsyncDisposable
{
    internal ManualTime Time { get; } = new();

    internal SnowflakeSimulator Simulator { get; }

    internal SqlClient Client { get; }

    public SharedWarehouse()
    {
        Simulator = new SnowflakeSimulator(Time);
        Client = SqlClient.InProcess(Simulator);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
    }
}

[CollectionDefinition("warehouse")]
public sealed class WarehouseCollection : ICollectionFixture<SharedWarehouse>;
