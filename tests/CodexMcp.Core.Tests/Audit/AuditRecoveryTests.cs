using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditRecoveryTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static AuditEntry Intent(string id) => AuditFolder.Entry(id) with { Event = AuditEvents.Intent, Outcome = null, ArgumentsHash = "abc", Verb = "write" };

    private async Task<FaultyDisk> CrashAsync(params string[] openCalls)
    {
        var disk = new FaultyDisk(_folder.Path);
        var log = new AuditLog(_folder.Options, TimeProvider.System, disk);
        await log.AppendAsync(Intent("done"), durable: true);
        await log.AppendAsync(AuditFolder.Entry("done"), durable: false);
        foreach (var id in openCalls)
        {
            await log.AppendAsync(Intent(id), durable: true);
        }
        disk.Die();
        return disk;
    }

    private int Count(string text) => _folder.Lines().Count(line => line.Contains(text, StringComparison.Ordinal));

    [Fact]
    public async Task RecoverAsync_NothingThere_TouchesNoDisk()
    {
        await using var log = new AuditLog(_folder.Options, TimeProvider.System);
        Assert.Empty((await log.RecoverAsync()).Chains);
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Fact]
    public async Task RecoverAsync_CrashedChain_ReportsOpenIntentsOnce()
    {
        await CrashAsync("open-1", "open-2");
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            var report = await log.RecoverAsync();
            Assert.Single(report.Chains);
            Assert.Equal(["open-1", "open-2"], report.Ambiguous.Select(entry => entry.CallId));
            Assert.All(report.Ambiguous, entry => Assert.Equal(("snowflake_run_query", "abc", "local"), (entry.Tool, entry.ArgumentsHash, entry.Principal)));
            Assert.Same(report, await log.RecoverAsync());
        }
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            Assert.Empty((await log.RecoverAsync()).Chains);
        }
        Assert.Equal((2, 1), (Count("\"call.ambiguous\""), Count("\"audit.recovered\"")));
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Contains(result.Chains, chain => chain.State == AuditChainState.Recovered);
    }

    [Fact]
    public async Task RecoverAsync_RecovererDiesAfterItsRecords_IsNotRepeated()
    {
        await CrashAsync("open-1");
        var locked = Path.GetFileName(_folder.Files("*.lock")[0]);
        var disk = new FaultyDisk(_folder.Path);
        await new AuditLog(_folder.Options, TimeProvider.System, disk).RecoverAsync();
        disk.Die();
        // As if it had died before it removed the lock of the chain that it had recorded.
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, locked), "", TestContext.Current.CancellationToken);
        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            Assert.Empty((await log.RecoverAsync()).Ambiguous);
        }
        Assert.Equal(1, Count("\"call.ambiguous\""));
        Assert.True(AuditVerifier.Verify(_folder.Path).Ok, AuditVerifier.Verify(_folder.Path).FirstBad?.ToString());
    }

    [Fact]
    public async Task AppendAsync_FirstIntent_WaitsForTheRecovery()
    {
        await CrashAsync("open-1");
        await using var log = new AuditLog(_folder.Options, TimeProvider.System);
        await log.AppendAsync(Intent("new"), durable: true);
        var events = _folder.Lines().Select(line => line.Contains("\"call.ambiguous\"", StringComparison.Ordinal) ? "ambiguous"
            : line.Contains("\"new\"", StringComparison.Ordinal) ? "new" : "").Where(one => one.Length > 0);
        Assert.Equal(["ambiguous", "new"], events);
    }

    [Fact]
    public async Task RecoverAsync_LivingChain_IsLeftAlone()
    {
        await using var alive = new AuditLog(_folder.Options, TimeProvider.System);
        await alive.AppendAsync(Intent("running"), durable: true);
        await using var log = new AuditLog(_folder.Options, TimeProvider.System);
        Assert.Empty((await log.RecoverAsync()).Chains);
        Assert.Equal(0, Count("\"call.ambiguous\""));
    }

    [Fact]
    public async Task RecoverAsync_TwoAtOnce_OneRecords()
    {
        await CrashAsync("open-1", "open-2", "open-3");
        await using (var one = new AuditLog(_folder.Options, TimeProvider.System))
        await using (var two = new AuditLog(_folder.Options, TimeProvider.System))
        {
            await Task.WhenAll(one.RecoverAsync(), two.RecoverAsync());
        }
        Assert.Equal((3, 1), (Count("\"call.ambiguous\""), Count("\"audit.recovered\"")));
        Assert.True(AuditVerifier.Verify(_folder.Path).Ok, AuditVerifier.Verify(_folder.Path).FirstBad?.ToString());
    }

    [Fact]
    public async Task RecoverAsync_LocksDoNotWork_RecoversNothingAndSaysSo()
    {
        await CrashAsync("open-1");
        await using var log = new AuditLog(_folder.Options, TimeProvider.System, new FaultyDisk(_folder.Path) { LocksWork = false });
        var report = await log.RecoverAsync();
        Assert.Empty(report.Chains);
        Assert.Contains("File locks do not work", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecoverAsync_TrailCannotBeWritten_ThrowsAndTheNextCallTriesAgain()
    {
        await CrashAsync("open-1");
        var disk = new FaultyDisk(_folder.Path) { FailCreates = true };
        await using var log = new AuditLog(_folder.Options, TimeProvider.System, disk);
        await Assert.ThrowsAsync<AuditUnavailableException>(log.RecoverAsync);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.AppendAsync(Intent("new"), durable: true));
        disk.FailCreates = false;
        Assert.Single((await log.RecoverAsync()).Ambiguous);
        await log.AppendAsync(Intent("new"), durable: true);
    }
}
