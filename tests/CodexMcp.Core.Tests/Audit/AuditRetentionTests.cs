using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditRetentionTests : IDisposable
{
    private readonly AuditFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    private async Task<string> ChainAsync()
    {
        await using var log = new AuditLog(_folder.Options, _clock);
        await log.AppendAsync(AuditFolder.Entry("a"), durable: false);
        _clock.Now += TimeSpan.FromSeconds(1);
        return Path.GetFileName(_folder.Files()[^1])[..33];
    }

    private void AssertSound()
    {
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
    }

    [Fact]
    public async Task ApplyRetentionAsync_OldAndYoungChains_RemovesTheOldAndTheTrailStaysSound()
    {
        var old = await ChainAsync();
        _clock.Now += TimeSpan.FromDays(60);
        var young = await ChainAsync();
        _clock.Now += TimeSpan.FromDays(60);
        await using (var log = new AuditLog(_folder.Options, _clock))
        {
            Assert.Equal([old], await log.ApplyRetentionAsync(90));
            Assert.Empty(await log.ApplyRetentionAsync(90));
        }
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => Path.GetFileName(file).StartsWith(old, StringComparison.Ordinal));
        Assert.Contains(_folder.Files(), file => Path.GetFileName(file).StartsWith(young, StringComparison.Ordinal));
        AssertSound();
    }

    [Fact]
    public async Task ApplyRetentionAsync_YearsOfRuns_NeverBreaksTheTrail()
    {
        await ChainAsync();
        await using var longLived = new AuditLog(_folder.Options, _clock);
        await longLived.AppendAsync(AuditFolder.Entry("alive"), durable: false);
        for (var month = 0; month < 24; month++)
        {
            _clock.Now += TimeSpan.FromDays(30);
            await ChainAsync();
            await using (var log = new AuditLog(_folder.Options, _clock))
            {
                await log.ApplyRetentionAsync(40);
            }
            AssertSound();
        }
        Assert.InRange(_folder.Files().Length, 1, 30);
    }

    [Fact]
    public async Task ApplyRetentionAsync_AliveUnfinishedOrBroken_Stays()
    {
        var broken = await ChainAsync();
        await File.AppendAllTextAsync(_folder.Files()[0], "x", TestContext.Current.CancellationToken);
        await using var alive = new AuditLog(_folder.Options, _clock);
        await alive.AppendAsync(AuditFolder.Entry("a"), durable: false);
        var disk = new FaultyDisk(_folder.Path);
        await new AuditLog(_folder.Options, _clock, disk).AppendAsync(AuditFolder.Entry("dead"), durable: false);
        disk.Die();
        _clock.Now += TimeSpan.FromDays(400);
        await using var log = new AuditLog(_folder.Options, _clock);
        Assert.Empty(await log.ApplyRetentionAsync(1));
        Assert.StartsWith(broken, AuditVerifier.Verify(_folder.Path).FirstBad!.File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyRetentionAsync_RemovalInterrupted_IsARemarkAndEndsNextTime()
    {
        var old = await ChainAsync();
        var (head, bytes) = (_folder.Files("*.head")[0], await File.ReadAllBytesAsync(_folder.Files("*.head")[0], TestContext.Current.CancellationToken));
        _clock.Now += TimeSpan.FromDays(100);
        await using var log = new AuditLog(_folder.Options, _clock);
        await log.ApplyRetentionAsync(90);
        await File.WriteAllBytesAsync(head, bytes, TestContext.Current.CancellationToken);
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Contains("interrupted", Assert.Single(result.Remarks), StringComparison.Ordinal);
        Assert.Equal([old], await log.ApplyRetentionAsync(90));
        Assert.False(File.Exists(head));
    }

    [Fact]
    public async Task ApplyRetentionAsync_LessThanADay_IsRefused()
    {
        await using var log = new AuditLog(_folder.Options, _clock);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.ApplyRetentionAsync(0));
    }
}
