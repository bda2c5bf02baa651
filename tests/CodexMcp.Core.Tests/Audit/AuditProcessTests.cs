using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditProcessTests : IDisposable
{
    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The child's test runner prints lines of its own, and may leave one open in front of ours.
    private static IEnumerable<string> Confirmed(string line) =>
        line.Split(AuditChild.Confirmed) is [_, var id] ? [id.Trim()] : [];

    private async Task<HashSet<string>> IdsAsync(string what) => [.. (await Task.WhenAll(_folder.Files().Select(file => File.ReadAllTextAsync(file))))
        .SelectMany(text => text.Split('\n')).Where(line => line.Contains($"\"{what}\"", StringComparison.Ordinal))
        .Select(line => line.Split("\"call_id\":\"")[1].Split('"')[0])];

    [Theory]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(700)]
    public async Task AppendAsync_ProcessKilledAmidAppends_KeepsEveryConfirmedEntryAndTheChain(int killAfter)
    {
        using var child = AuditChild.Start(_folder.Path, 100_000);
        var confirmed = new List<string>();
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            confirmed.AddRange(Confirmed(line));
            if (confirmed.Count == killAfter && !child.HasExited)
            {
                child.Kill();
            }
        }
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(confirmed.Count, killAfter, 99_999);

        var kept = await IdsAsync(AuditEvents.Intent);
        // The kill may have cut the very last line that the child printed.
        Assert.All(confirmed.SkipLast(1), id => Assert.Contains(id, kept));
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Equal(AuditChainState.Unfinished, Assert.Single(result.Chains).State);

        await using (var log = new AuditLog(_folder.Options, TimeProvider.System))
        {
            var report = await log.RecoverAsync();
            Assert.True(kept.SetEquals(report.Ambiguous.Select(entry => entry.CallId!)));
        }
        result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
    }

    [Fact]
    public async Task AppendAsync_TwoProcessesInOneFolder_EachKeepsItsChain()
    {
        using var one = AuditChild.Start(_folder.Path, 1_000);
        using var two = AuditChild.Start(_folder.Path, 1_000);
        var said = await Task.WhenAll(
            one.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), two.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await Task.WhenAll(one.WaitForExitAsync(TestContext.Current.CancellationToken), two.WaitForExitAsync(TestContext.Current.CancellationToken));
        var kept = await IdsAsync(AuditEvents.Intent);
        Assert.Equal(2_000, kept.Count);
        Assert.True(kept.SetEquals(said.SelectMany(text => text.Split('\n')).SelectMany(Confirmed)));
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
        Assert.Equal([AuditChainState.Closed, AuditChainState.Closed], result.Chains.Select(chain => chain.State));
    }

    [Fact]
    public async Task AppendAsync_KernelRefusesToGrowTheFile_RefusesTheEntryAndGoesOnInTheNextFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on a process's file sizes.");
        using var child = AuditChild.Start(_folder.Path, 1_000, limit: 100);
        var said = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        var confirmed = said.Split('\n').SelectMany(Confirmed).ToArray();
        Assert.Contains(AuditChild.Refused, said, StringComparison.Ordinal);
        Assert.InRange(confirmed.Length, 800, 999);
        var kept = await IdsAsync(AuditEvents.Intent);
        Assert.All(confirmed, id => Assert.Contains(id, kept));
        Assert.True(_folder.Files().Length > 3);
        var result = AuditVerifier.Verify(_folder.Path);
        Assert.True(result.Ok, result.FirstBad?.ToString());
    }
}
