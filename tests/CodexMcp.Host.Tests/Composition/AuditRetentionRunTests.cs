using CodexMcp.Core.Audit;
using CodexMcp.Host.Composition;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodexMcp.Host.Tests.Composition;

public sealed class AuditRetentionRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("codex-mcp-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_ChainOlderThanEveryRole_IsRemovedOnceADayAndTheTrailStaysSound()
    {
        await WriteAsync(TimeSpan.FromDays(-200));
        Assert.Single(Chains());

        await RunAsync(TimeSpan.Zero);
        Assert.DoesNotContain(Chains(), chain => chain.LastTime < TimeProvider.System.GetUtcNow().AddDays(-100));

        // Not due again before tomorrow.
        await WriteAsync(TimeSpan.FromDays(-150));
        await RunAsync(TimeSpan.FromHours(1));
        Assert.Contains(Chains(), chain => chain.LastTime < TimeProvider.System.GetUtcNow().AddDays(-100));
        await RunAsync(TimeSpan.FromHours(26));
        Assert.DoesNotContain(Chains(), chain => chain.LastTime < TimeProvider.System.GetUtcNow().AddDays(-100));
        Assert.True(AuditVerifier.Verify(Path.Combine(folder, "audit")).Ok);
    }

    private IReadOnlyList<AuditChainSummary> Chains() => AuditVerifier.Verify(Path.Combine(folder, "audit")).Chains
        .Where(chain => chain.State != AuditChainState.Pruned).ToList();

    private async Task WriteAsync(TimeSpan shift)
    {
        await using var log = new AuditLog(new() { Folder = Path.Combine(folder, "audit") }, new ShiftedTime(shift));
        await log.AppendAsync(new() { Event = AuditEvents.SessionStarted }, durable: true);
    }

    private async Task RunAsync(TimeSpan shift)
    {
        var time = new ShiftedTime(shift);
        await using var services = new HostServices(HostSettings.Create(folder, null, null), time, NullLoggerFactory.Instance);
        await new AuditRetentionRun(services, NullLogger.Instance, time).RunAsync();
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
