using CodexMcp.Core.Audit;

namespace CodexMcp.Core.Tests.Audit;

public sealed class AuditTailTests : IDisposable
{
    private readonly AuditFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    private async Task AppendAsync(AuditLog log, string id)
    {
        _clock.Now += TimeSpan.FromSeconds(1);
        await log.AppendAsync(AuditFolder.Entry(id), durable: false);
    }

    private async Task<List<string?>> LastAsync(int count)
    {
        var ids = new List<string?>();
        await foreach (var record in AuditTail.ReadAsync(_folder.Path, count, follow: false, _clock, TestContext.Current.CancellationToken))
        {
            ids.Add(record.Text("call_id"));
        }
        return ids;
    }

    [Fact]
    public async Task ReadAsync_NoFolder_IsEmpty() => Assert.Empty(await LastAsync(10));

    [Fact]
    public async Task ReadAsync_TwoChainsOfSeveralFiles_MergesTheLastByTime()
    {
        await using var one = new AuditLog(_folder.Options with { MaxFileBytes = 2_000 }, _clock);
        await using var two = new AuditLog(_folder.Options, _clock);
        for (var i = 0; i < 20; i++)
        {
            await AppendAsync(one, $"one-{i}");
            await AppendAsync(two, $"two-{i}");
        }
        Assert.Equal(["two-18", "one-19", "two-19"], await LastAsync(3));
        Assert.Empty(await LastAsync(0));
        Assert.Equal(40, (await LastAsync(1_000)).Count(id => id is not null));
    }

    [Fact]
    public async Task ReadAsync_Follow_GivesWholeNewRecordsOfAllChains()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var one = new AuditLog(_folder.Options, _clock);
        await AppendAsync(one, "before");
        await using var records = AuditTail.ReadAsync(_folder.Path, 1, follow: true, TimeProvider.System, enough.Token).GetAsyncEnumerator(enough.Token);
        Assert.True(await records.MoveNextAsync());
        Assert.Equal("before", records.Current.Text("call_id"));

        await using var two = new AuditLog(_folder.Options, _clock);
        await AppendAsync(two, "after");
        await File.AppendAllTextAsync(_folder.Files()[0], "{\"half", TestContext.Current.CancellationToken);
        Assert.True(await records.MoveNextAsync());
        Assert.Equal(AuditEvents.Opened, records.Current.Text("event"));
        Assert.True(await records.MoveNextAsync());
        Assert.Equal("after", records.Current.Text("call_id"));

        var more = records.MoveNextAsync().AsTask();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => more);
    }

    [Fact]
    public async Task Format_LineThatIsNoRecord_SaysSo()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "20260301T120000Z-0123456789abcdef-0001.jsonl"), [0xFF, (byte)'\n', (byte)'[', (byte)']', (byte)'\n'], TestContext.Current.CancellationToken);
        var count = 0;
        await foreach (var record in AuditTail.ReadAsync(_folder.Path, 10, follow: false, _clock, TestContext.Current.CancellationToken))
        {
            Assert.Contains("audit verify", AuditFormatter.Format(record), StringComparison.Ordinal);
            count++;
        }
        Assert.Equal(2, count);
    }
}
