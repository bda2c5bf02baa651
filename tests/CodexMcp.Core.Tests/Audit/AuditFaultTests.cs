using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditFaultTests : IDisposable
{
    private readonly AuditFolder _folder = new();
    private readonly FaultyDisk _disk;
    private readonly AuditLog _log;

    public AuditFaultTests()
    {
        _disk = new FaultyDisk(_folder.Path);
        _log = new AuditLog(_folder.Options, new ManualClock(), _disk);
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Faults => new("full", "full-stuck", "write", "write-stuck", "head", "head-stuck", "create-after-write");

    private void Break(string fault)
    {
        _disk.Space = fault.StartsWith("full", StringComparison.Ordinal) ? 100 : long.MaxValue;
        _disk.FailWrites = fault.StartsWith("write", StringComparison.Ordinal) || fault == "create-after-write";
        _disk.FailHeads = fault.StartsWith("head", StringComparison.Ordinal);
        _disk.FailTruncates = fault.EndsWith("stuck", StringComparison.Ordinal);
        _disk.FailCreates = fault == "create-after-write";
    }

    private void Mend() => (_disk.Space, _disk.FailWrites, _disk.FailHeads, _disk.FailTruncates, _disk.FailCreates, _disk.FailSyncs, _disk.FailFolderSyncs)
        = (long.MaxValue, false, false, false, false, false, false);

    private async Task AssertKeptAsync(string[] kept)
    {
        await _log.DisposeAsync();
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
        var text = string.Concat(_folder.Lines());
        Assert.All(kept, id => Assert.Contains($"\"{id}\"", text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AppendAsync_DiskFails_RefusesThenGoesOnWhenItIsBack(string fault)
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        for (var round = 0; round < 3; round++)
        {
            Break(fault);
            for (var i = 0; i < 3; i++)
            {
                var error = await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("refused"), durable: i == 1));
                Assert.Contains("repeat the call", error.Message, StringComparison.Ordinal);
            }
            Mend();
            await _log.AppendAsync(AuditFolder.Entry($"after-{round}"), durable: true);
        }
        await AssertKeptAsync(["before", "after-0", "after-1", "after-2"]);
    }

    [Fact]
    public async Task AppendAsync_EveryPlaceOfAShortWrite_LeavesASoundTrail()
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        var length = _folder.Lines().Last().Length;
        var kept = new List<string> { "before" };
        for (var space = 0; space < length; space += 7)
        {
            (_disk.Space, _disk.FailTruncates) = (space, space % 2 == 1);
            await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("refused"), durable: false));
            Mend();
            await _log.AppendAsync(AuditFolder.Entry($"after-{space}"), durable: false);
            kept.Add($"after-{space}");
        }
        await AssertKeptAsync([.. kept]);
    }

    [Fact]
    public async Task AppendAsync_LeftoverOfAFailedWriteEdited_IsFound()
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        (_disk.Space, _disk.FailTruncates) = (50, true);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("refused"), durable: false));
        _disk.Space = long.MaxValue;
        await _log.AppendAsync(AuditFolder.Entry("after"), durable: false);
        Mend();
        await AssertKeptAsync(["before", "after"]);
        var first = _folder.Files()[0];
        var bytes = await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(first, bytes, TestContext.Current.CancellationToken);
        Assert.False(AuditVerifier.Verify(_folder.Path).Ok);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AppendAsync_SyncFails_RefusesTheDurableAndGoesOnInANewFile(bool folder)
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        (_disk.FailSyncs, _disk.FailFolderSyncs) = (!folder, folder);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("unsure"), durable: true));
        Mend();
        await _log.AppendAsync(AuditFolder.Entry("after"), durable: true);
        Assert.Equal(2, _folder.Files().Length);
        await AssertKeptAsync(["before", "after"]);
    }

    [Fact]
    public async Task AppendAsync_FolderRemoved_RefusesThenStartsANewChainThatNamesTheOld()
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        Directory.Delete(_folder.Path, recursive: true);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("refused"), durable: false));
        await _log.AppendAsync(AuditFolder.Entry("after"), durable: true);
        await _log.DisposeAsync();
        Assert.Contains("\"abandoned\"", _folder.Lines().First(), StringComparison.Ordinal);
        Assert.Contains("is gone", AuditVerifier.Verify(_folder.Path).FirstBad!.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_FileIsInTheFoldersPlace_RefusesAndGoesOnAfterwards()
    {
        await File.WriteAllTextAsync(_folder.Path, "", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.AppendAsync(AuditFolder.Entry("refused"), durable: true));
        File.Delete(_folder.Path);
        await _log.AppendAsync(AuditFolder.Entry("after"), durable: true);
        await AssertKeptAsync(["after"]);
    }

    [Fact]
    public async Task DisposeAsync_DiskFails_SaysSoAndTheNextProcessRecovers()
    {
        await _log.AppendAsync(AuditFolder.Entry("before"), durable: false);
        _disk.FailWrites = true;
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await _log.DisposeAsync());
        await using var next = new AuditLog(_folder.Options, TimeProvider.System);
        Assert.Single((await next.RecoverAsync()).Chains);
    }

    [Fact]
    public async Task AppendAsync_32WaitForOneSlowSync_ShareTheNext()
    {
        await _log.AppendAsync(AuditFolder.Entry("first"), durable: true);
        var before = _disk.Syncs;
        var all = Enumerable.Range(0, 320).Select(i => _log.AppendAsync(AuditFolder.Entry($"{i}"), durable: true).AsTask()).ToArray();
        await Task.WhenAll(all);
        Assert.InRange(_disk.Syncs - before, 1, 160);
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task AppendAsync_DurableAlone_SyncsOnceEach()
    {
        await _log.AppendAsync(AuditFolder.Entry("first"), durable: true);
        for (var i = 0; i < 8; i++)
        {
            var before = _disk.Syncs;
            await _log.AppendAsync(AuditFolder.Entry($"{i}"), durable: true);
            Assert.Equal(1, _disk.Syncs - before);
        }

        await _log.DisposeAsync();
    }
}
