using System.Diagnostics;
using CodexMcp.Connectors.Snowflake.Tests.Support;

namespace CodexMcp.Connectors.Snowflake.Tests.Connector;

/// <summary>Bytes are counted over the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What the connector itself costs, without a vendor: printed, and bounded by bytes because those do not depend on the machine.</summary>
[Collection(nameof(Alone))]
public sealed class OverheadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task RunQuery_AgainstAVendorThatCostsNothing_StaysCheap()
    {
        var json = Vendor.OneCell("fixed", "1");
        var vendor = new Vendor((_, _) => Vendor.Json(200, json));
        await using var harness = new Harness(vendor);
        var call = harness.Call("run_query", ("statement", "SELECT country, SUM(dau) AS users FROM daily_active_users WHERE day >= DATEADD(day, -7, CURRENT_DATE) GROUP BY country ORDER BY users DESC LIMIT 10"));
        var connector = harness.Connector;
        for (var i = 0; i < 2_000; i++)
        {
            await connector.ExecuteAsync(call, CancellationToken.None);
        }

        const int Calls = 5_000;
        var before = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls; i++)
        {
            await connector.ExecuteAsync(call, CancellationToken.None);
        }

        var micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Calls;
        var bytes = (GC.GetTotalAllocatedBytes() - before) / Calls;
        started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls; i++)
        {
            await connector.Guard!.CheckAsync(call, CancellationToken.None);
        }

        output.WriteLine($"connector: {micros:0.0} µs and {bytes} bytes for each call; of it the guard: {Stopwatch.GetElapsedTime(started).TotalMicroseconds / Calls:0.0} µs");
        Assert.InRange(bytes, 1, 64 * 1024);
    }
}
